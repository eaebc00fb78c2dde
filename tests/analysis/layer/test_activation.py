from __future__ import annotations

from typing import Any


def test_curves(analyse: Any) -> None:
    assert analyse({"Activation": "tanh"}, (4, 8)).sentence == (
        "Applies tanh to each of 4x8 values; no parameters."
    )
    assert analyse({"LeakyReLU": 0.1}, (8,)).sentence == (
        "Keeps positive values and scales negative ones by 0.1; no parameters."
    )
    assert analyse("Softmax", (8,)).shape == (8,)


def test_learned_slopes(analyse: Any, refusal: Any) -> None:
    outcome = analyse({"PReLU": {"shared_axes": [1, 2]}}, (9, 9, 4))
    assert (outcome.weights[0].shape, outcome.flops) == ((1, 1, 4), 0)
    assert analyse("PReLU", (9, 9, 4)).parameters == 324
    assert (
        "expected `shared_axes` from 1 to 1, received [2]" in refusal({"PReLU": {"shared_axes": 2}}, (8,))[0]
    )


def test_whole_numbers(analyse: Any, refusal: Any) -> None:
    assert analyse({"Activation": "relu"}, (8,), "int32").dtype == "int32"
    assert analyse({"Activation": "tanh"}, (8,), "int32").dtype == "float32"
    assert "whole numbers (int32)" in refusal({"Activation": "sigmoid"}, (8,), "int32")[0]


def test_glu_is_refused(refusal: Any) -> None:
    assert "it halves the last axis of (batch, 8)" in refusal({"Activation": "glu"}, (8,))[0]
