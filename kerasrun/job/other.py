"""`evaluate --data`: a run's model and other data, ready to be scored.

In: the run, its spec, and the path of a file, a folder of images or another spec. Out: the compiled model and
the examples, held against what the run recorded of its training data. The training data need not be there.
"""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kerasrun.data.examples import ArrayExamples, DataFacts, Splits
from kerasrun.data.load import describe_data, load_data
from kerasrun.data.other import describe_other, load_other, require_form
from kerasrun.data.profile import find_drift, parse_profile, profile, require_scale
from kerasrun.errors import UsageError
from kerasrun.events import Noted, Notify, Warned
from kerasrun.job.draft_source import draft_source
from kerasrun.job.load import load_spec, source_arguments
from kerasrun.job.quote import quoted
from kerasrun.job.splits import encode_splits, whole_batches
from kerasrun.job.workspace import prepare_machine
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.layout import Run
from kerasrun.source.file import SUFFIXES
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.source import CsvSpec, ImagesSpec

if TYPE_CHECKING:
    import keras

MOST_DRIFTS = 5
"""Most columns that are named in the warning of a drift."""


class Other(NamedTuple):
    """A run's model, and other data in the form that its loss wants."""

    model: keras.Sequential
    examples: ArrayExamples


def prepare_other(
    run: Run,
    spec: ExperimentSpec,
    data: pathlib.Path,
    *,
    code: Mapping[str, pathlib.Path],
    allow_code: bool,
    allowed: Sequence[pathlib.Path],
    notify: Notify,
) -> Other:
    """Return the model of a run and the data at `data`.

    Args:
        run: its files have passed their checksums.
        spec: the run's.
        data: a .npz or .csv file, a folder of images, or a spec: its test rows, or the training rows where it
            has none.
        code: see `build_workspace`.
        allow_code: see `build_workspace`.
        allowed: folders outside the project that data may come from.
        notify: is told of drift and of what the source warns of.

    Raises:
        UsageError: nothing that data is read from.
        DataError: the data is missing, damaged, or of another form or scale than the training data.
        StorageError: environment.json is damaged.
    """
    from kerasrun.builder.archive import load_archive
    from kerasrun.builder.compile import compile_model

    assert spec.compile is not None
    trained = read_environment(run).get("data") or {}
    prepare_machine(spec)
    model = load_archive(run.model_file)
    compiled = spec.compile.model_copy(update={"optimizer": spec.optimizer})
    compile_model(model, compiled, document=spec.document, jit=False, code=code, allow_code=allow_code)
    facts, examples = _load(data, spec, trained, model.input_shape[1:], allowed)
    for warning in facts.warnings:
        notify(Warned(warning))
    if facts.class_names and not trained.get("class_names"):
        ids = ", ".join(f"{index} {name}" for index, name in enumerate(facts.class_names[:20]))
        notify(Noted(f"the names of the classes become their ids: {ids}"))
    splits = Splits(examples)
    if spec.model.batch_size is not None:
        splits = whole_batches(splits, spec.model.batch_size, notify)
    compare_inputs(examples, trained, notify)
    output = tuple(model.output_shape)
    splits = encode_splits(splits, spec, output=output, classes=facts.classes, notify=notify)
    return Other(model, splits.train)


def _load(
    data: pathlib.Path,
    spec: ExperimentSpec,
    trained: Mapping[str, Any],
    shape: Sequence[int | None],
    allowed: Sequence[pathlib.Path],
) -> tuple[DataFacts, ArrayExamples]:
    """Return facts and rows of the data, once the facts are known to fit."""
    if data.suffix.lower() in SUFFIXES and not data.is_dir():
        other = load_spec(data, allowed=allowed)
        if other.data is None:
            raise UsageError(f"{data}: expected a spec with a `data` section, received one without")
        with quoted(other.document):
            arguments = source_arguments(other, allowed)
            facts = describe_data(**arguments)
            require_form(str(data), facts, trained, shape)
            splits = load_data(**arguments)
        return facts, splits.test or splits.train
    folder = pathlib.Path.cwd()
    source = _source(data, spec, shape, folder, allowed)
    facts = describe_other(*source, folder, allowed)
    require_form(str(data), facts, trained, shape)
    return facts, load_other(*source, folder, allowed)


def _source(
    data: pathlib.Path,
    spec: ExperimentSpec,
    shape: Sequence[int | None],
    folder: pathlib.Path,
    allowed: Sequence[pathlib.Path],
) -> SourceSpec:
    """Return the source of a file or folder: read as the training data, where it is of the same kind."""
    own = spec.data.source.arguments if spec.data else None
    if data.suffix.lower() in (".csv", ".tsv") and isinstance(own, CsvSpec):
        return SourceSpec("csv", own.model_copy(update={"path": str(data)}))
    if data.is_dir() and len(shape) == 3 and shape[-1] in (1, 3) and None not in shape:
        color = "rgb" if shape[-1] == 3 else "grayscale"
        fields = {"path": str(data), "size": list(shape[:2]), "color": color}
        return SourceSpec("images", ImagesSpec.model_validate(fields))
    name, arguments = draft_source(data, folder, allowed)
    return SourceSpec(name, arguments.model_copy(update={"path": str(data)}))


def compare_inputs(examples: ArrayExamples, trained: Mapping[str, Any], notify: Notify) -> None:
    """Refuse inputs on another scale than those in training, and tell of drift.

    Args:
        examples: its inputs are looked at.
        trained: the run's record of the training data.
        notify: is told of the columns that differ.

    Raises:
        DataError: see `require_scale`.
    """
    known, found = parse_profile(trained.get("inputs")), profile(examples.inputs)
    if known is None or found is None:
        return
    require_scale(examples, found, known)
    drifts = find_drift(found, known)
    if drifts:
        told = "; ".join(map(str, drifts[:MOST_DRIFTS]))
        more = f"; and {len(drifts) - MOST_DRIFTS} more" if len(drifts) > MOST_DRIFTS else ""
        notify(Warned(f"the inputs differ from those in training (mean +- deviation): {told}{more}"))
