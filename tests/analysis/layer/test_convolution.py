from __future__ import annotations

from typing import Any

import pytest


def test_numbers_and_sentence(analyse: Any) -> None:
    outcome = analyse({"Conv2D": {"filters": 32, "kernel_size": 3}}, (28, 28, 1))
    assert (outcome.shape, outcome.parameters) == ((26, 26, 32), 320)
    assert outcome.flops == 2 * 26 * 26 * 3 * 3 * 32
    assert outcome.sentence == ("Slides 32 kernels of 3x3 over 28x28x1: 32 x (3*3*1 + 1) = 320 parameters.")


def test_groups_dilation_and_channels_first(analyse: Any) -> None:
    extra = {"groups": 2, "dilation_rate": 2, "data_format": "channels_first", "use_bias": False}
    outcome = analyse({"Conv2D": {"filters": 6, "kernel_size": 3, **extra}}, (4, 28, 20))
    assert (outcome.shape, outcome.weights[0].shape) == ((6, 24, 16), (3, 3, 2, 6))
    assert outcome.sentence == (
        "Slides 6 kernels of 3x3 spread over 5x5 over 28x20x4, each over 2 of the 4 channels: "
        "6 x 3*3*2 = 108 parameters."
    )


def test_causal_padding_keeps_the_steps(analyse: Any) -> None:
    layer = {"Conv1D": {"filters": 3, "kernel_size": 4, "padding": "causal", "dilation_rate": 3}}
    assert analyse(layer, (12, 4)).shape == (12, 3)
    assert analyse(layer, (None, 4)).flops is None


@pytest.mark.parametrize(
    ("arguments", "shape", "message", "hint"),
    [
        ({}, (64,), "expected 4-D input (batch, height, width, channels), received (batch, 64)", "[8, 8, 1]"),
        ({}, (28, 28), "received (batch, 28, 28)", "[28, 28, 1]"),
        ({"data_format": "channels_first"}, (9, 9), "(batch, channels, height, width)", "Reshape"),
        (
            {"kernel_size": 7},
            (4, 4, 3),
            "an input of at least 7x7, the size of the window, received 4x4",
            "same",
        ),
        ({"groups": 2}, (9, 9, 3), "multiples of groups: 2, received 3 and 4", "`groups` or `filters`"),
        (
            {"strides": 2, "dilation_rate": 3},
            (9, 9, 3),
            "expected strides 1 with dilation_rate 3",
            "one of the two",
        ),
        (
            {"activation": "glu"},
            (9, 9, 3),
            "expected an activation that keeps the shape, received glu",
            "silu",
        ),
    ],
)
def test_what_does_not_fit(
    refusal: Any, arguments: dict[str, Any], shape: tuple[int, ...], message: str, hint: str
) -> None:
    received = refusal({"Conv2D": {"filters": 4, "kernel_size": 3, **arguments}}, shape)
    assert message in received[0]
    assert hint in received[1]
