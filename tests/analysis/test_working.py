"""The arithmetic of layers written out: each formula is computed and must give the engine's own result."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from kerasrun.analysis.layer.rule import Shape
from kerasrun.analysis.step import Step
from kerasrun.analysis.walk import walk_layers
from kerasrun.analysis.working import work_out
from kerasrun.source.reader import parse_document
from kerasrun.spec.model import PlacedLayer
from kerasrun.spec.object import parse_object

IMAGE: Shape = (48, 40, 32)
SEQUENCE: Shape = (8, 16)


def step_of(layer: Any, shape: Shape) -> Step:
    placed = PlacedLayer(parse_object("layer", layer), ("layers", 0), None)
    steps, issues = walk_layers([placed], shape, parse_document("model: 1", "spec.yaml"))
    assert issues == []
    return steps[0]


def compute(formula: str) -> int:
    """Return what the left side of a working is, its words taken away."""
    text, _, _ = formula.rpartition(" = ")
    text = re.sub(r"\d+ of the state", lambda found: found[0].split()[0], text).replace(",", "")
    text = re.sub(r"(?<=\d) (gate|kernel|unit|weight|bias|biase|feature|place|step)s?\b", "", text)
    return int(eval(text.replace(" x ", " * "), {"floor": math.floor, "ceil": math.ceil}))


LAYERS: list[tuple[Any, Shape]] = [
    ({"Conv1D": {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}}, SEQUENCE),
    ({"Conv2D": {"filters": 64, "kernel_size": 3}}, IMAGE),
    ({"Conv2D": {"filters": 8, "kernel_size": [3, 5], "strides": [2, 3], "use_bias": False}}, IMAGE),
    ({"Conv2D": {"filters": 8, "kernel_size": 3, "padding": "same", "strides": 7}}, IMAGE),
    ({"Conv2D": {"filters": 8, "kernel_size": 3, "dilation_rate": 4, "groups": 4}}, IMAGE),
    ({"Conv2D": {"filters": 8, "kernel_size": 3, "data_format": "channels_first"}}, IMAGE),
    ({"Conv3D": {"filters": 2, "kernel_size": 3}}, (8, 9, 10, 3)),
    ({"MaxPooling2D": 3}, IMAGE),
    ({"AveragePooling1D": {"pool_size": 3, "strides": 2, "padding": "same"}}, SEQUENCE),
    ({"Dense": 10}, (64,)),
    ({"Dense": {"units": 1, "use_bias": False}}, (8, 4, 64)),
    ({"LSTM": 32}, SEQUENCE),
    ({"LSTM": {"units": 32, "use_bias": False, "return_sequences": True}}, SEQUENCE),
    ({"GRU": 32}, SEQUENCE),
    ({"GRU": {"units": 32, "reset_after": False}}, SEQUENCE),
    ({"SimpleRNN": 32}, (1, 1)),
]


@pytest.mark.parametrize(("layer", "shape"), LAYERS)
def test_every_formula_gives_the_result_of_the_engine(layer: Any, shape: Shape) -> None:
    step = step_of(layer, shape)
    outcome = step.outcome
    assert outcome is not None
    places = outcome.shape[1:] if "channels_first" in str(layer) else outcome.shape[:-1]
    expected = {"parameters": outcome.parameters, "FLOPs": outcome.flops}
    expected |= (
        dict(zip(("depth", "height", "width")[-len(places) :], places, strict=False)) if places else {}
    )
    expected |= {"steps": places[0]} if places else {}
    workings = work_out(step)
    assert workings
    for working in workings:
        result = int(working.formula.rpartition(" = ")[2].replace(",", ""))
        assert result == compute(working.formula) == expected[working.name], working


def test_the_words() -> None:
    assert [working.formula for working in work_out(step_of(LAYERS[1][0], IMAGE))] == [
        "floor((48 - 3) / 1) + 1 = 46",
        "floor((40 - 3) / 1) + 1 = 38",
        "64 kernels x (3*3*32 weights + 1 bias) = 18,496",
        "2 x 18,432 weights x 46*38 places = 64,438,272",
    ]
    assert work_out(step_of({"LSTM": 32}, SEQUENCE))[0].formula == (
        "4 gates x 32 units x (16 features + 32 of the state + 1 bias) = 6,272"
    )


def test_a_free_axis_is_left_out() -> None:
    step = step_of({"Conv1D": {"filters": 4, "kernel_size": 3}}, (None, 16))
    assert [working.name for working in work_out(step)] == ["parameters"]


@pytest.mark.parametrize("layer", ["Flatten", {"Dropout": 0.5}, "GlobalAveragePooling2D"])
def test_a_layer_without_arithmetic_has_none(layer: Any) -> None:
    assert work_out(step_of(layer, IMAGE)) == ()


def test_an_unknown_input_has_none() -> None:
    placed = PlacedLayer(parse_object("layer", {"Dense": 10}), ("layers", 0), None)
    assert work_out(Step(placed, None, None, None)) == ()
