"""Sections of a spec that do not go together: a monitor nobody records, a name that is taken."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.catalogue.snake_case import snake_case
from kerasrun.errors import Fix, Hint, Issue, Mark, Path, format_path
from kerasrun.source.document import Document
from kerasrun.spec.accumulation import accumulation_path
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.function import FormulaSpec, FunctionSpec, PythonSpec
from kerasrun.spec.object import ObjectSpec


def metric_name(function: FunctionSpec) -> str:
    """Return the name under which Keras records a metric: its `name`, or what its class calls itself."""
    if isinstance(function, FormulaSpec):
        return function.name
    if isinstance(function, PythonSpec):
        return function.function
    if function.is_alias:
        return function.name
    name = function.filled_arguments()["name"]
    return str(name) if name is not None else snake_case(function.keras_name)


def recorded_names(spec: ExperimentSpec, *, validation: bool) -> list[str]:
    """Return the names that training records each epoch, those of validation with `val_` in front."""
    metrics = spec.compile.all_metrics() if spec.compile else []
    names = ["loss", *(metric_name(metric) for metric in metrics)]
    watched = [f"val_{name}" for name in names] if validation else []
    return [*names, *watched, "learning_rate"]


def check_training(spec: ExperimentSpec) -> list[Issue]:
    """Return an issue for each section that training needs and the spec lacks."""
    mark = spec.document.value_mark(())
    hints = {
        "data": "add `data: {source: mnist-10k}` or another source",
        "compile": "add `compile: {optimizer: rmsprop, loss: ...}`",
    }
    return [
        Issue("KR102", f"missing section {name!r}: training needs it", (name,), mark, hint)
        for name, hint in hints.items()
        if getattr(spec, name) is None
    ]


def check_input(spec: ExperimentSpec) -> list[Issue]:
    """Return an issue where neither the model nor the data says what shape one example has."""
    if spec.model.input_shape is not None or spec.data is not None:
        return []
    hint = "add `input_shape: [784]` under `model`, or a `data` section that tells it"
    return [
        Issue(
            "KR102",
            "missing key 'input_shape'",
            ("model", "input_shape"),
            spec.document.key_mark(("model",)),
            hint,
        )
    ]


def check_names(spec: ExperimentSpec) -> list[Issue]:
    """Return an issue for each metric whose name is taken: its values would vanish behind the other's."""
    if spec.compile is None:
        return []
    taken = {"loss": "the loss"}
    issues = []
    for path, metric in spec.compile.placed_metrics():
        name = metric_name(metric)
        if name in taken or name.startswith("val_"):
            owner = taken.get(name, "validation scores begin with `val_`")
            message = f"the name {name!r} is taken: {owner}"
            hint = "give it a `name` of its own, or delete it"
            issues.append(Issue("KR208", message, path, spec.document.value_mark(path), hint))
        taken.setdefault(name, format_path(path))
    return issues


def check_accumulation(spec: ExperimentSpec) -> list[Issue]:
    """Return an issue where both `fit` and the optimizer say how many gradients are averaged."""
    inner = accumulation_path(spec.compile.optimizer) if spec.compile else None
    if inner is None or spec.fit.accumulate == 1:
        return []
    path: Path = ("compile", "optimizer", *inner)
    other = spec.document.key_mark(("fit", "accumulate"))
    message = f"expected the steps to accumulate once, received them here and in `fit.accumulate` ({other})"
    return [Issue("KR108", message, path, spec.document.key_mark(path), "delete one of the two")]


def check_text(spec: ExperimentSpec, dtype: str) -> list[Issue]:
    """Return an issue where the data is text and the model's input is not."""
    if dtype != "string" or spec.model.dtype == "string":
        return []
    mark, hint = spec.document.key_mark(("model",)), "add `dtype: string` under `model`"
    message = f"expected dtype string, since the data is text, received {spec.model.dtype}"
    return [Issue("KR209", message, ("model", "dtype"), mark, hint)]


def check_monitors(spec: ExperimentSpec, *, validation: bool) -> list[Issue]:
    """Return an issue for each callback that watches a name which training does not record."""
    if spec.compile is None:
        return []
    known = recorded_names(spec, validation=validation)
    issues = []
    for index, callback in enumerate(spec.fit.callbacks):
        monitor = monitored_name(callback)
        if monitor is None or monitor in known:
            continue
        path: Path = ("fit", "callbacks", index, callback.name, "monitor")
        if monitor.startswith("val_") and not validation:
            message = f"{callback.name} watches {monitor!r}, but there is no validation data"
            hint = "add `data: {validation: 0.1}`, or watch a name without `val_`"
        else:
            message = f"{callback.name} watches {monitor!r}, which is not recorded"
            hint = did_you_mean(monitor, known) or f"recorded are: {', '.join(known)}"
        issues.append(Issue("KR203", message, path, _place(spec.document, callback, path), hint))
    return issues


def _place(document: Document, callback: ObjectSpec, path: Path) -> Mark | None:
    """Return where the monitor is written, or the callback whose default it is."""
    return document.value_mark(path) if "monitor" in callback.arguments else document.key_mark(path[:-1])


def monitored_name(callback: ObjectSpec) -> str | None:
    """Return the name that a callback watches; None for one that watches nothing."""
    if callback.keras_name == "ModelCheckpoint" and not callback.arguments.get("save_best_only"):
        # Saves every time; the monitor is only looked at to find the best.
        return None
    monitor = callback.filled_arguments().get("monitor")
    return str(monitor) if monitor is not None else None


def check_expectations(spec: ExperimentSpec, rows: Mapping[str, int]) -> list[Issue]:
    """Return an issue for each expectation on a score that the run will not have."""
    names = [name for name in recorded_names(spec, validation=False) if name != "learning_rate"]
    issues = []
    for expectation in spec.expect:
        path: Path = ("expect", expectation.key)
        mark = spec.document.key_mark(path)
        if expectation.metric not in names:
            message = f"no score is called {expectation.metric!r}"
            hint = did_you_mean(expectation.metric, names) or f"the scores are: {', '.join(names)}"
            issues.append(Issue("KR205", message, path, mark, _of_split(expectation.split, hint)))
        elif not rows.get(expectation.split):
            hint = f"add `data: {{{expectation.split}: 0.1}}`"
            issues.append(Issue("KR205", f"there is no {expectation.split} split", path, mark, hint))
    return issues


def _of_split(split: str, hint: str) -> str:
    """Return the hint on a score's name as one on the key that has its split in front."""
    if not isinstance(hint, Hint):
        return hint
    return Hint(hint, Fix(f"{split}.{hint.fix.old}", f"{split}.{hint.fix.new}"))
