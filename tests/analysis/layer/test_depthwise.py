from __future__ import annotations

from typing import Any


def test_depthwise(analyse: Any) -> None:
    outcome = analyse({"DepthwiseConv2D": {"kernel_size": 3, "depth_multiplier": 2}}, (28, 28, 8))
    assert (outcome.shape, outcome.parameters, outcome.flops) == ((26, 26, 16), 160, 2 * 26 * 26 * 144)
    assert outcome.sentence == (
        "Slides 2 kernels of 3x3 over each of 8 channels by itself: 16 x (3*3 + 1) = 160 parameters."
    )


def test_separable(analyse: Any) -> None:
    outcome = analyse({"SeparableConv2D": {"filters": 16, "kernel_size": 3}}, (28, 28, 8))
    assert (outcome.shape, outcome.parameters) == ((26, 26, 16), 216)
    assert outcome.flops == 2 * 26 * 26 * (3 * 3 * 8 + 8 * 16)
    assert outcome.sentence == (
        "Slides 1 kernel of 3x3 over each of 8 channels by itself, then mixes the 8 results into 16: "
        "8 x 3*3 + 16 x (8 + 1) = 216 parameters."
    )


def test_strides_beside_dilation(analyse: Any) -> None:
    layer = {"SeparableConv1D": {"filters": 2, "kernel_size": 3, "strides": 2, "dilation_rate": 2}}
    assert analyse(layer, (12, 3)).shape == (4, 2)


def test_what_does_not_fit(refusal: Any) -> None:
    assert "at least 5, the size of the window, received 4" in refusal({"DepthwiseConv1D": 5}, (4, 2))[0]
