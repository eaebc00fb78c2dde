"""A spec's path to a checked experiment: everything before TensorFlow is imported."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from kerasrun.analysis.analyse import Analysis, analyse
from kerasrun.data.examples import DataFacts
from kerasrun.data.load import Holdout, describe_data
from kerasrun.errors import Issue, Mark, SpecError
from kerasrun.source.override import apply_overrides
from kerasrun.source.read import read_document
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec


class Checked(NamedTuple):
    """A spec that fits its data, as far as can be told without reading the data."""

    spec: ExperimentSpec
    facts: DataFacts | None
    analysis: Analysis

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was found and does not stop the spec: warnings and hints, and errors that were forced."""
        return self.analysis.issues


def load_spec(
    path: str | pathlib.Path, overrides: Sequence[str] = (), *, allowed: Sequence[pathlib.Path] = ()
) -> ExperimentSpec:
    """Read the spec at `path`, lay `key.path=value` overrides over it and check it by itself.

    Args:
        path: a .yaml file.
        overrides: such as `fit.epochs=3`.
        allowed: folders outside the project that the spec may extend files from.

    Raises:
        SpecError: with every mistake at its file, line and column.
    """
    return parse_spec(apply_overrides(read_document(path, allowed=allowed), overrides))


def check_spec(
    spec: ExperimentSpec,
    *,
    allowed: Sequence[pathlib.Path] = (),
    training: bool = False,
    force: bool = False,
    max_memory: int | None = None,
) -> Checked:
    """Check the sections of `spec` against one another and against what its data source declares.

    Args:
        spec: from `load_spec`.
        allowed: folders outside the project that data may come from.
        training: also require the sections that training needs.
        force: let a spec pass that only lints find wrong.
        max_memory: bytes that the training may take; a share of the machine's where None.

    Raises:
        SpecError: with every issue, warnings included, where one is an error.
        DataError: the data source cannot be described: a file is missing or unfit.
    """
    facts = describe_data(**source_arguments(spec, allowed)) if spec.data is not None else None
    rows = facts.rows if facts else None
    analysis = analyse(spec, facts, rows, training=training, memory_limit=max_memory)
    if any(issue.severity == "error" and not (force and issue.judgement) for issue in analysis.issues):
        raise SpecError(list(analysis.issues), dict(spec.document.texts))
    return Checked(spec, facts, analysis)


def source_arguments(spec: ExperimentSpec, allowed: Sequence[pathlib.Path]) -> dict[str, Any]:
    """Return the arguments of `describe_data` and `load_data` for the spec's `data` section."""
    data = spec.data
    assert data is not None
    return {
        "name": data.source.name,
        "arguments": data.source.arguments,
        "seed": spec.seed,
        "folder": spec.document.folder,
        "validation": _holdout(data.validation),
        "test": _holdout(data.test),
        "allowed": allowed,
        "marks": _marks(spec),
    }


def _marks(spec: ExperimentSpec) -> dict[str, Mark | None]:
    """Return where the spec names the source and what is held out: at the file where there is one."""
    data = spec.data
    assert data is not None
    places = {"source": data.source, "validation": data.validation, "test": data.test}
    return {
        key: spec.document.value_mark(
            ("data", key, *((share.name, "path") if isinstance(share, SourceSpec) else ()))
        )
        for key, share in places.items()
    }


def _holdout(share: float | SourceSpec | None) -> Holdout:
    return (share.name, share.arguments) if isinstance(share, SourceSpec) else share
