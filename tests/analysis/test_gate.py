from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.analysis.gate import work_out_gates
from kerasrun.analysis.walk import walk_layers
from kerasrun.builder.object import build_object
from tests.experiment import stack

FEATURES, UNITS = 3, 2


def formulas(folder: Path, layer: Any) -> dict[str, str]:
    spec = stack(folder, [layer], input_shape=[4, FEATURES])
    (step,), _ = walk_layers(spec.model.placed_layers(), (4, FEATURES), spec.document)
    return {working.name: working.formula for working in work_out_gates(step)}


def run(found: dict[str, str], parts: dict[str, list[Any]], inputs: Any, order: list[str]) -> Any:
    """Walk along the steps by the formulas as they are written; `parts` holds W, U, b and d of each gate."""
    state: dict[str, Any] = {
        "h": np.zeros(UNITS),
        "c": np.zeros(UNITS),
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "tanh": np.tanh,
        "relu": lambda x: np.maximum(x, 0),
    }
    for x in inputs:
        new = {"x": x}
        for head, formula in found.items():
            if head == "shapes":
                continue
            names = head.removesuffix(f" (batch, {UNITS})").split(" ", 1)[1].split(", ")
            for name in names:
                own = {key: values[order.index(name)] for key, values in parts.items() if name in order}
                python = re.sub(r" ([WU])\b", r" @ \1", formula)
                # The new memory stands in the formula of the new state; all else is of the step before.
                new[name] = eval(python, {**state, **new, **own})
        state |= new
    return state["h"]


@pytest.mark.parametrize(
    ("layer", "order"),
    [
        ({"LSTM": UNITS}, ["i", "f", "g", "o"]),
        ({"LSTM": {"units": UNITS, "use_bias": False, "activation": "relu"}}, ["i", "f", "g", "o"]),
        ({"GRU": UNITS}, ["z", "r", "g"]),
        ({"GRU": {"units": UNITS, "reset_after": False}}, ["z", "r", "g"]),
        ({"SimpleRNN": UNITS}, ["h"]),
    ],
)
def test_keras_computes_what_is_written(layer: Any, order: list[str], tmp_path: Path) -> None:
    spec = stack(tmp_path, [layer], input_shape=[4, FEATURES])
    real = build_object(spec.model.layers[0])
    real.build((None, 4, FEATURES))
    stream = np.random.default_rng(0)
    real.set_weights([stream.normal(size=weight.shape) for weight in real.get_weights()])
    kernel, recurrent, *rest = real.get_weights()
    biases = rest[0].reshape(-1, kernel.shape[1]) if rest else []
    rows = {"W": kernel, "U": recurrent, **dict(zip("bd", biases, strict=False))}
    parts = {name: np.split(row, len(order), axis=-1) for name, row in rows.items()}
    inputs = stream.normal(size=(4, FEATURES))
    expected = keras.ops.convert_to_numpy(real(inputs[None].astype("float32")))[0]
    np.testing.assert_allclose(run(formulas(tmp_path, layer), parts, inputs, order), expected, rtol=1e-4)


def test_shapes(tmp_path: Path) -> None:
    assert formulas(tmp_path, {"GRU": UNITS})["shapes"] == "x 3, h 2, W 3x2, U 2x2, b 2, d 2"
    both = {"Bidirectional": {"layer": {"LSTM": UNITS}}}
    assert formulas(tmp_path, both) == formulas(tmp_path, {"LSTM": UNITS})
    assert formulas(tmp_path, {"Dense": UNITS}) == {}
