from __future__ import annotations

from typing import Any

LAYER = {"ConvLSTM2D": {"filters": 8, "kernel_size": 3}}


def test_numbers_and_sentence(analyse: Any) -> None:
    outcome = analyse(LAYER, (10, 28, 28, 1))
    assert (outcome.shape, outcome.parameters) == ((26, 26, 8), 4 * 8 * (9 * (1 + 8) + 1))
    assert outcome.flops == 10 * 26 * 26 * 2 * 4 * 8 * 9 * (1 + 8)
    assert outcome.sentence == (
        "Reads 10 frames of 28x28x1. A state and a memory of 26x26x8 each behind four gates that are "
        "convolutions: 4 x 8 x (3*3*(1 + 8) + 1) = 2,624 parameters. Gives the last step only."
    )


def test_every_frame_with_channels_first(analyse: Any) -> None:
    extra = {"return_sequences": True, "data_format": "channels_first", "padding": "same"}
    layer = {"ConvLSTM2D": {**LAYER["ConvLSTM2D"], **extra}}
    assert analyse(layer, (None, 1, 28, 20)).shape == (None, 8, 28, 20)


def test_freezing_it_freezes_nothing(analyse: Any) -> None:
    frozen = {"ConvLSTM2D": {**LAYER["ConvLSTM2D"], "trainable": False}}
    assert analyse(frozen, (10, 28, 28, 1)).trainable_parameters == 2_624


def test_what_does_not_fit(refusal: Any) -> None:
    message, hint = refusal(LAYER, (28, 28, 1))
    assert message == (
        "expected 5-D input (batch, steps, height, width, channels), received (batch, 28, 28, 1)"
    )
    assert "step axis" in hint
    assert "a fixed size for each frame" in refusal(LAYER, (10, None, 28, 1))[0]
