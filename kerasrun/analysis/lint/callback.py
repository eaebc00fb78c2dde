"""Lints on callbacks: those that wait for something that cannot come, or that keep the wrong weights."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.direction import better, known_to_keras
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.section import monitored_name
from kerasrun.errors import Path
from kerasrun.spec.object import ObjectSpec

_WATCHERS = frozenset({"EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau"})


@lint("KR338", "error")
def two_masters_of_the_learning_rate(case: Case) -> Iterator[Finding]:
    """A schedule and ReduceLROnPlateau: Keras stops with a TypeError when the second wants to act."""
    optimizer = case.spec.compile.optimizer if case.spec.compile else None
    rate = optimizer.arguments.get("learning_rate") if optimizer else None
    if not isinstance(rate, ObjectSpec):
        return
    for path, callback in _callbacks(case):
        if callback.keras_name == "ReduceLROnPlateau":
            message = (
                f"expected one master of the learning rate, received ReduceLROnPlateau beside {rate.name}"
            )
            hint = f"delete it, or write a number as `learning_rate` in place of {rate.name}"
            yield Finding(message, path, hint, at_key=True)


@lint("KR341", "error")
def wrong_way_round(case: Case) -> Iterator[Finding]:
    """A mode that takes the worst epoch for the best."""
    for path, callback, monitor in _watchers(case):
        mode, right = callback.arguments.get("mode", "auto"), better(case.spec, monitor)
        if mode != "auto" and right is not None and mode != right:
            than = "less" if right == "min" else "more"
            message = f"expected mode {right} for {monitor!r}, of which {than} is better, received {mode}"
            yield Finding(message, (*path, "mode"), f"write `mode: {right}`")


@lint("KR342", "error")
def unknown_way(case: Case) -> Iterator[Finding]:
    """A number of which Keras does not know whether less or more is better."""
    for path, callback, monitor in _watchers(case):
        if callback.arguments.get("mode", "auto") == "auto" and known_to_keras(case.spec, monitor) is None:
            message = f"expected a mode for {monitor!r}, whose better way Keras does not know, received auto"
            right = better(case.spec, monitor)
            hint = f"write `mode: {right}`" if right else "write `mode: min` or `mode: max`"
            yield Finding(message, _monitor_path(path, callback), hint)


@lint("KR343", "warning")
def never_acts(case: Case) -> Iterator[Finding]:
    """A patience that no training of this length uses up, or a stop that keeps the last weights."""
    epochs = case.spec.fit.epochs
    keeps = any(callback.keras_name == "ModelCheckpoint" for _, callback, _ in _watchers(case))
    for path, callback, monitor in _watchers(case):
        filled = callback.filled_arguments()
        restores = bool(filled.get("restore_best_weights"))
        waits = int(filled.get("patience", 0)) + int(filled.get("start_from_epoch", 0))
        if callback.keras_name == "ModelCheckpoint" or restores:
            # Whoever restores the best weights does so at the end as well.
            continue
        if waits >= epochs:
            message = f"expected a patience below the {epochs} epochs of training, received {waits}"
            where = (*path, "patience") if "patience" in callback.arguments else path
            yield Finding(
                message, where, f"it never acts: write `patience: {max(epochs // 5, 1)}`, or train for longer"
            )
        elif callback.keras_name == "EarlyStopping" and monitor.startswith("val_") and waits and not keeps:
            epochs_past = "1 epoch" if waits == 1 else f"{waits} epochs"
            message = f"expected the best weights to be kept, received those of {epochs_past} past the best"
            yield Finding(message, path, "add `restore_best_weights: true`", at_key=True, severity="info")


@lint("KR344", "warning")
def best_by_training_score(case: Case) -> Iterator[Finding]:
    """The best weights chosen by a score on the rows they were trained on."""
    for path, callback, monitor in _watchers(case):
        chooses = callback.keras_name == "ModelCheckpoint" or callback.arguments.get("restore_best_weights")
        if chooses and not monitor.startswith("val_"):
            message = (
                f"expected a score on validation data to choose the best weights by, received {monitor!r}"
            )
            hint = (
                f"watch `val_{monitor}`: on its own training rows a model is best when it has memorised them"
            )
            if case.spec.data is not None and not case.rows.get("validation"):
                hint = f"add `validation: 0.1` under `data`, and watch `val_{monitor}`"
            yield Finding(message, _monitor_path(path, callback), hint)


def _callbacks(case: Case) -> Iterator[tuple[Path, ObjectSpec]]:
    for index, callback in enumerate(case.spec.fit.callbacks):
        yield ("fit", "callbacks", index, callback.name), callback


def _watchers(case: Case) -> Iterator[tuple[Path, ObjectSpec, str]]:
    """Yield the callbacks that compare a recorded number with the best one so far, and its name."""
    for path, callback in _callbacks(case):
        monitor = monitored_name(callback)
        if callback.keras_name in _WATCHERS and monitor is not None and case.spec.compile is not None:
            yield path, callback, monitor


def _monitor_path(path: Path, callback: ObjectSpec) -> Path:
    return (*path, "monitor") if "monitor" in callback.arguments else path
