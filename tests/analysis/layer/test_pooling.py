from __future__ import annotations

from typing import Any


def test_windows(analyse: Any) -> None:
    outcome = analyse({"MaxPooling2D": 2}, (29, 28, 8))
    assert (outcome.shape, outcome.parameters, outcome.flops) == ((14, 14, 8), 0, 0)
    assert outcome.sentence == "Keeps the largest value of each 2x2 window, 29x28 to 14x14; no parameters."
    assert analyse({"AveragePooling1D": {"pool_size": 3, "strides": 2, "padding": "same"}}, (9, 4)).shape == (
        5,
        4,
    )


def test_everything(analyse: Any) -> None:
    outcome = analyse({"GlobalAveragePooling2D": {"keepdims": True}}, (7, 7, 8))
    assert outcome.shape == (1, 1, 8)
    assert outcome.sentence == "Keeps the mean of all 7x7 places for each channel; no parameters."
    assert analyse({"GlobalMaxPooling1D": {"data_format": "channels_first"}}, (7, 8)).shape == (7,)


def test_a_fixed_number_of_windows(analyse: Any, refusal: Any) -> None:
    assert analyse({"AdaptiveAveragePooling2D": [2, 3]}, (7, 7, 8)).shape == (2, 3, 8)
    message, hint = refusal({"AdaptiveMaxPooling2D": 1}, (7, 7, 8))
    assert message == "expected more than one window of more than one place, received 1 of 7"
    assert hint == "TensorFlow divides by zero there: use GlobalMaxPooling2D"


def test_what_does_not_fit(refusal: Any) -> None:
    assert refusal({"MaxPooling2D": 8}, (4, 4, 3)) == (
        "expected an input of at least 8x8, the size of the window, received 4x4",
        "use `padding: same`, a smaller window, or fewer layers that shrink the input before it",
    )
    assert "expected 3-D input (batch, steps, features)" in refusal("GlobalMaxPooling1D", (12,))[0]
