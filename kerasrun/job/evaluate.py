"""`evaluate`: the scores of a run, from its spec and its weights."""

from __future__ import annotations

import pathlib
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kerasrun.data.examples import ArrayExamples, DataFacts
from kerasrun.data.fingerprint import fingerprint
from kerasrun.errors import KerasrunError, StorageError, UsageError
from kerasrun.events import Notify, Warned, ignore
from kerasrun.job.kernel import choose_kernels
from kerasrun.job.load import check_spec, load_spec
from kerasrun.job.other import prepare_other
from kerasrun.job.outcome import Outcome
from kerasrun.job.paper import Code, find_code
from kerasrun.job.place import find_places
from kerasrun.job.quote import quoted
from kerasrun.job.trained import open_trained
from kerasrun.job.workspace import Workspace, build_workspace
from kerasrun.report.report import write_report
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.history import read_history
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import write_manifest
from kerasrun.rundir.scores import read_scores, write_scores
from kerasrun.rundir.status import read_status
from kerasrun.spec.experiment import ExperimentSpec

if TYPE_CHECKING:
    import keras

    from kerasrun.score.baseline import Constants


def evaluate(
    run: Run | str | pathlib.Path,
    *,
    splits: Sequence[str] = (),
    data: str | pathlib.Path | None = None,
    allow_code: bool = False,
    allowed: Sequence[pathlib.Path] = (),
    notify: Notify = ignore,
) -> Outcome:
    """Score a run's model on every split and write scores.json and report.md anew.

    The model is rebuilt from resolved.yaml, and what it learned is read from model.keras, after both passed
    their checksums. Where only some splits or other data are scored, the run's files stay as they are: they
    tell of all its splits.

    Args:
        run: a run or its directory.
        splits: the splits to score, such as "test"; every one where empty.
        data: other data to score instead: a .npz or .csv file, a folder of images, or a spec with `data`. Its
            scores are under "data".
        allow_code: let Python files that the spec names run.
        allowed: folders outside the project that data may come from.
        notify: called with the events of `kerasrun.events`.

    Raises:
        UsageError: not a run, or one without a trained model, or it has no such split; or splits and data.
        StorageError: a file of the run is damaged.
        DataError: the data is missing, or not of the form and scale that the model was trained on.
    """
    if splits and data is not None:
        raise UsageError("other data has no splits of the run", "leave out either the splits or the data")
    run = open_trained(run)
    # Before the work: a run that cannot be told of is not scored.
    status, history = read_status(run), read_history(run)
    started = time.perf_counter()
    spec = load_spec(run.resolved_file)
    choose_kernels(spec)

    from kerasrun.builder.code import require_allowed

    with quoted(spec.document):
        code = find_code(spec, allowed)
        require_allowed(code, allow_code=allow_code)
        trusted: dict[str, Any] = {
            "code": code,
            "allow_code": allow_code,
            "allowed": allowed,
            "notify": notify,
        }
        if data is None:
            model, parts, constants = _own_data(run, spec, splits, **trusted)
        else:
            model, examples = prepare_other(run, spec, pathlib.Path(data), **trusted)
            parts, constants = {"data": examples}, None
        _read_weights(model, run)
    prepared = time.perf_counter()

    from kerasrun.score.baseline import parse_constants, score_baselines
    from kerasrun.score.evaluate import evaluate as evaluate_model
    from kerasrun.score.evaluate import missed_expectations

    recorded = _recorded(run)
    hashes = _hashes(model, recorded)
    batch_size = spec.model.batch_size or spec.fit.batch_size
    with quoted(spec.document):
        scores = evaluate_model(model, parts, batch_size=batch_size, notify=notify, places=find_places(spec))
    constants = constants or parse_constants(recorded.get("constants"))
    baselines = score_baselines(model, parts, constants)
    rows = {name: len(examples) for name, examples in parts.items()}
    is_whole = data is None and not splits
    if is_whole:
        kept = {"baselines": baselines, "constants": constants and constants.as_json()}
        write_scores(run, {"scores": scores, **kept, "rows": rows, **hashes})
        write_report(run)
        write_manifest(run, [run.scores_file.name, run.report_file.name])
    expected = [expectation for expectation in spec.expect if is_whole or expectation.split in parts]
    return Outcome(
        run=run,
        status=status.state,
        epochs=status.epochs,
        steps=sum(int(line.get("steps") or 0) for line in history),
        scores=scores,
        baselines=baselines,
        rows=rows,
        seconds={"prepare": prepared - started, "evaluate": time.perf_counter() - prepared},
        missed=tuple(missed_expectations(expected, scores)),
        **hashes,
    )


def _own_data(
    run: Run,
    spec: ExperimentSpec,
    splits: Sequence[str],
    *,
    code: Code,
    allow_code: bool,
    allowed: Sequence[pathlib.Path],
    notify: Notify,
) -> tuple[keras.Sequential, dict[str, ArrayExamples], Constants | None]:
    """Return the model, the splits that are scored, and what the training targets say."""
    # What was trained may be scored, whatever lints think of it, and where a training would not fit.
    checked = check_spec(spec, allowed=allowed, training=True, force=True, max_memory=sys.maxsize)
    _require_splits(splits, checked.facts)
    workspace = build_workspace(
        checked,
        code=code,
        allow_code=allow_code,
        allowed=allowed,
        smoke=False,
        notify=notify,
        learned_from=run.model_file,
    )
    _compare_data(workspace, run, notify)
    from kerasrun.score.baseline import learn_constants

    parts = {name: part for name, part in workspace.splits.items() if name in splits or not splits}
    return workspace.model, parts, learn_constants(workspace.splits.train, workspace.model)


def _require_splits(splits: Sequence[str], facts: DataFacts | None) -> None:
    found = list(facts.rows) if facts else []
    for split in splits:
        if split not in found:
            names = " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))
            raise UsageError(
                f"expected a split of the run, received {split!r}", f"its data has the splits {names}"
            )


def _read_weights(model: keras.Sequential, run: Run) -> None:
    from kerasrun.training.save import load_weights

    try:
        load_weights(model, run.model_file)
    except (ValueError, OSError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        raise StorageError(
            f"{run.model_file}: does not hold the weights of resolved.yaml: {reason}"
        ) from error


def _recorded(run: Run) -> Mapping[str, Any]:
    """Return what scores.json holds, where training came that far and the file is whole."""
    try:
        return read_scores(run)
    except StorageError:
        return {}


def _hashes(model: keras.Sequential, recorded: Mapping[str, Any]) -> dict[str, str]:
    """Return the hashes that training recorded.

    They cover the states of random generators too, which a .keras file does not hold.
    """
    from kerasrun.training.fingerprint import hash_variables

    return {
        "weights_sha256": recorded.get("weights_sha256") or hash_variables(model.variables),
        "optimizer_sha256": recorded.get("optimizer_sha256") or hash_variables(model.optimizer.variables),
    }


def _compare_data(workspace: Workspace, run: Run, notify: Notify) -> None:
    """Warn where the data is not what the model was trained on."""
    try:
        recorded = read_environment(run).get("data", {}).get("fingerprint") or {}
    except KerasrunError:
        return
    found = fingerprint(workspace.raw)
    changed = [split for split, digest in found.items() if split in recorded and recorded[split] != digest]
    if changed:
        notify(Warned(f"the data of the {' and '.join(changed)} split changed since the run was trained"))
