"""All that training needs to go on to the same bits: arrays, and a state of JSON values.

In: the model, its callbacks, where the loop stands. Out: what `rundir/checkpoint.py` writes; and back. Beside
weights and optimizer it holds what `.keras` files drop: the states of random generators and metrics, what
callbacks have counted and kept. The order of the rows needs no state: it follows from the seed and the epoch.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np

from kerasrun.data.examples import Array
from kerasrun.errors import ResumeRefused
from kerasrun.training.loop import Standing
from kerasrun.training.variable import variable_groups

Arrays = dict[str, Array]
State = dict[str, Any]

_FORGOTTEN = frozenset({"model", "_model", "params", "csv_file", "writer"})
"""Attributes of callbacks that a new process makes anew."""


def capture_state(
    model: keras.Sequential, callbacks: Sequence[keras.callbacks.Callback], standing: Standing
) -> tuple[Arrays, State]:
    """Return the arrays and the state of a training between two steps."""
    arrays: Arrays = {f"{kind}/{index:05d}": np.asarray(v) for kind, index, v in _variables(model)}
    told: list[State] = []
    for number, callback in enumerate(callbacks):
        values, held = _split(_callback_values(callback), f"callback/{number:03d}")
        arrays |= held
        told.append({"type": type(callback).__name__, "values": values})
    logs, held = _split(dict(standing.logs or {}), "logs")
    arrays |= held
    state = {
        "epoch": standing.epoch,
        "step": standing.step,
        "logs": logs if standing.logs is not None else None,
        "scored": standing.scored,
        "stop_training": bool(model.stop_training),
        "variables": [variable.path for *_, variable in _variables(model)],
        "callbacks": told,
    }
    return arrays, state


def restore_model(model: keras.Sequential, arrays: Mapping[str, Array], state: State) -> None:
    """Give every variable of the model, its optimizer and its metrics the value it had.

    Args:
        model: built and compiled as then; the variables of its metrics made.
        arrays: from `capture_state`.
        state: from `capture_state`.

    Raises:
        ResumeRefused: the model has other variables.
    """
    variables = list(_variables(model))
    stored = {name for name in arrays if name.split("/")[0] in _KINDS}
    if stored != {f"{kind}/{index:05d}" for kind, index, _ in variables}:
        raise _other_model(f"{len(stored)} variables, received {len(variables)}")
    for kind, index, variable in variables:
        array = arrays[f"{kind}/{index:05d}"]
        if tuple(variable.shape) != array.shape:
            raise _other_model(f"{variable.path} of shape {array.shape}, received {tuple(variable.shape)}")
        variable.assign(array)


def restore_standing(arrays: Mapping[str, Array], state: State) -> Standing:
    """Return where the loop stood."""
    logs = None if state["logs"] is None else _join(state["logs"], arrays)
    return Standing(state["epoch"], state["step"], logs, state["scored"])


def restore_callbacks(
    callbacks: Sequence[keras.callbacks.Callback], arrays: Mapping[str, Array], state: State
) -> None:
    """Give the callbacks what they had counted and kept; they have been told that training begins.

    Raises:
        ResumeRefused: there are other callbacks than then.
    """
    told = state["callbacks"]
    names = [type(callback).__name__ for callback in callbacks]
    if names != [entry["type"] for entry in told]:
        raise ResumeRefused(f"expected the callbacks {[entry['type'] for entry in told]}, received {names}")
    for callback, entry in zip(callbacks, told, strict=True):
        values = _join(entry["values"], arrays)
        if hasattr(callback, "set_state"):
            callback.set_state(values)
        else:
            vars(callback).update(values)


_KINDS = ("model", "state", "metric", "optimizer")


def _variables(model: keras.Sequential) -> Iterator[tuple[str, int, Any]]:
    """Yield (kind, index, variable)."""
    for kind, variables in variable_groups(model).items():
        for index, variable in enumerate(variables):
            yield kind, index, variable


def _callback_values(callback: Any) -> dict[str, Any]:
    """Return what a callback has counted and kept: its plain attributes, or what its `get_state` says."""
    if hasattr(callback, "get_state"):
        return dict(callback.get_state())
    # What it was made with it has again; ReduceLROnPlateau turns such a number round when it first acts.
    forgotten = _FORGOTTEN | set(inspect.signature(type(callback).__init__).parameters)
    return {
        name: value for name, value in vars(callback).items() if name not in forgotten and _is_plain(value)
    }


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    return value is None or isinstance(value, bool | int | float | str | np.ndarray | np.generic)


def _split(values: Mapping[str, Any], prefix: str) -> tuple[State, Arrays]:
    """Return the values with arrays taken out, `{"array": NAME}` in their place, and the arrays by name."""
    arrays: Arrays = {}

    def plain(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            name = f"{prefix}/{len(arrays):05d}"
            arrays[name] = value
            return {_ARRAY: name}
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return value

    return {name: plain(value) for name, value in values.items()}, arrays


_ARRAY = "$array"


def _join(values: Mapping[str, Any], arrays: Mapping[str, Array]) -> dict[str, Any]:
    def full(value: Any) -> Any:
        if isinstance(value, list):
            return [full(item) for item in value]
        if isinstance(value, dict):
            return arrays[value[_ARRAY]] if set(value) == {_ARRAY} else {k: full(v) for k, v in value.items()}
        return value

    return {name: full(value) for name, value in values.items()}


def _other_model(what: str) -> ResumeRefused:
    return ResumeRefused(
        f"the checkpoint is of another model: expected {what}", "resume with the spec of the run"
    )
