"""Every variable that a training step may change, by what it belongs to.

`state.py` writes and restores them, `snapshot.py` copies them in memory: both must miss none.
"""

from __future__ import annotations

from typing import Any

import keras


def variable_groups(model: keras.Sequential) -> dict[str, list[Any]]:
    """Return weights and generators, states of stateful layers, metrics, the optimizer, in Keras's order."""
    return {
        "model": list(model.variables),
        "state": _recurrent_states(model),
        "metric": list(model.metrics_variables),
        "optimizer": list(model.optimizer.variables),
    }


def all_variables(model: keras.Sequential) -> list[Any]:
    """Return the variables of all groups."""
    return [variable for group in variable_groups(model).values() for variable in group]


def _recurrent_states(model: keras.Sequential) -> list[Any]:
    """Return what stateful layers carry from batch to batch, which `model.variables` leaves out."""
    layers = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.RNN)]
    return [state for layer in layers if layer.stateful for state in keras.tree.flatten(layer.states)]
