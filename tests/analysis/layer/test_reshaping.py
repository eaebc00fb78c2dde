from __future__ import annotations

from typing import Any

import pytest


def test_flatten(analyse: Any) -> None:
    outcome = analyse("Flatten", (7, 7, 8), "uint8")
    assert (outcome.shape, outcome.parameters, outcome.dtype) == ((392,), 0, "uint8")
    assert outcome.sentence == "Lays 7x7x8 out as one row of 392 values; no parameters."
    assert analyse("Flatten", (None, 8)).shape == (None,)


def test_reshape(analyse: Any) -> None:
    assert analyse({"Reshape": [7, 7, -1]}, (392,)).shape == (7, 7, 8)
    assert analyse({"Reshape": [2, -1]}, (None, 4)).shape == (2, None)
    assert (
        analyse({"Reshape": [4, 2]}, (8,)).sentence == "Arranges 8 as 4x2, in the same order; no parameters."
    )


def test_repeat_and_permute(analyse: Any) -> None:
    repeated = analyse({"RepeatVector": 3}, (8,))
    assert (repeated.shape, repeated.sentence) == (
        (3, 8),
        "Repeats the row of 8 values 3 times, as steps; no parameters.",
    )
    assert analyse({"Permute": [3, 1, 2]}, (4, 5, 6)).shape == (6, 4, 5)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"RepeatVector": 3}, "expected 2-D input (batch, features), received (batch, 12, 4)"),
        ({"Permute": [1]}, "expected each axis of (12, 4) once, received dims [1]"),
        ({"Permute": [1, 3]}, "expected each axis of (12, 4) once, received dims [1, 3]"),
        ({"Reshape": [7, 7]}, "expected 49 values for [7, 7], received (12, 4), which are 48"),
        ({"Reshape": [7, -1]}, "expected a multiple of 7 values for [7, -1]"),
        ({"Reshape": [-1, -1]}, "expected at most one -1, received [-1, -1]"),
    ],
)
def test_what_does_not_fit(refusal: Any, layer: dict[str, Any], message: str) -> None:
    received, hint = refusal(layer, (12, 4))
    assert message in received
    assert hint
