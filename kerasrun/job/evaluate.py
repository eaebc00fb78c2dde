"""`evaluate`: the scores of a run, from its spec and its weights."""

from __future__ import annotations

import pathlib
import sys
import time
from collections.abc import Sequence

from kerasrun.data.examples import DataFacts
from kerasrun.data.fingerprint import fingerprint
from kerasrun.errors import KerasrunError, StorageError, UsageError
from kerasrun.events import Notify, Warned, ignore
from kerasrun.job.load import check_spec, load_spec
from kerasrun.job.outcome import Outcome
from kerasrun.job.paper import find_code
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


def evaluate(
    run: Run | str | pathlib.Path,
    *,
    splits: Sequence[str] = (),
    allow_code: bool = False,
    allowed: Sequence[pathlib.Path] = (),
    notify: Notify = ignore,
) -> Outcome:
    """Score a run's model on every split and write scores.json and report.md anew.

    The model is rebuilt from resolved.yaml, and what it learned is read from model.keras, after both passed
    their checksums.

    Args:
        run: a run or its directory.
        splits: the splits to score, such as "test"; then the files of the run stay as they are, since they
            tell of all. Every split where empty.
        allow_code: let Python files that the spec names run.
        allowed: folders outside the project that data may come from.
        notify: called with the events of `kerasrun.events`.

    Raises:
        UsageError: not a run, or one without a trained model, or it has no such split.
        StorageError: a file of the run is damaged.
        DataError: the data is missing or does not fit any more.
    """
    from kerasrun.builder.code import require_allowed

    run = open_trained(run)
    # Before the work: a run that cannot be told of is not scored.
    status, history = read_status(run), read_history(run)
    started = time.perf_counter()
    spec = load_spec(run.resolved_file)
    with quoted(spec.document):
        # What was trained may be scored, whatever lints think of it, and where a training would not fit.
        checked = check_spec(spec, allowed=allowed, training=True, force=True, max_memory=sys.maxsize)
        _require_splits(splits, checked.facts)
        code = find_code(spec, allowed)
        require_allowed(code, allow_code=allow_code)
        workspace = build_workspace(
            checked,
            code=code,
            allow_code=allow_code,
            allowed=allowed,
            smoke=False,
            notify=notify,
            learned_from=run.model_file,
        )
        _read_weights(workspace, run)
    _compare_data(workspace, run, notify)
    prepared = time.perf_counter()

    from kerasrun.score.baseline import learn_constants, score_constants
    from kerasrun.score.evaluate import evaluate as evaluate_model
    from kerasrun.score.evaluate import missed_expectations

    hashes = _hashes(workspace, run)
    batch_size = spec.model.batch_size or spec.fit.batch_size
    chosen = {name: part for name, part in workspace.splits.items() if name in splits or not splits}
    with quoted(spec.document):
        scores = evaluate_model(
            workspace.model,
            chosen,
            batch_size=batch_size,
            notify=notify,
            places=workspace.places,
        )
    constants = learn_constants(workspace.splits.train, workspace.model)
    baselines = {name: score_constants(workspace.model, part, constants) for name, part in chosen.items()}
    rows = {name: len(examples) for name, examples in chosen.items()}
    if not splits:
        write_scores(run, {"scores": scores, "baselines": baselines, "rows": rows, **hashes})
        write_report(run)
        write_manifest(run, [run.scores_file.name, run.report_file.name])
    return Outcome(
        run=run,
        status=status.state,
        epochs=status.epochs,
        steps=sum(int(line.get("steps") or 0) for line in history),
        scores=scores,
        baselines=baselines,
        rows=rows,
        seconds={"prepare": prepared - started, "evaluate": time.perf_counter() - prepared},
        missed=tuple(
            missed_expectations([e for e in spec.expect if e.split in chosen or not splits], scores)
        ),
        **hashes,
    )


def _require_splits(splits: Sequence[str], facts: DataFacts | None) -> None:
    found = list(facts.rows) if facts else []
    for split in splits:
        if split not in found:
            names = " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))
            raise UsageError(
                f"expected a split of the run, received {split!r}", f"its data has the splits {names}"
            )


def _read_weights(workspace: Workspace, run: Run) -> None:
    from kerasrun.training.save import load_weights

    try:
        load_weights(workspace.model, run.model_file)
    except (ValueError, OSError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        raise StorageError(
            f"{run.model_file}: does not hold the weights of resolved.yaml: {reason}"
        ) from error


def _hashes(workspace: Workspace, run: Run) -> dict[str, str]:
    """Return the hashes that training recorded, where it came that far.

    They cover the states of random generators too, which a .keras file does not hold.
    """
    from kerasrun.training.fingerprint import hash_variables

    try:
        recorded = read_scores(run)
    except StorageError:
        recorded = None
    found = {
        "weights_sha256": recorded and recorded.get("weights_sha256"),
        "optimizer_sha256": recorded and recorded.get("optimizer_sha256"),
    }
    return {
        "weights_sha256": found["weights_sha256"] or hash_variables(workspace.model.variables),
        "optimizer_sha256": found["optimizer_sha256"] or hash_variables(workspace.model.optimizer.variables),
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
