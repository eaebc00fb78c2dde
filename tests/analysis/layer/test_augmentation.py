from __future__ import annotations

from typing import Any

import pytest


def test_sentences(analyse: Any) -> None:
    outcome = analyse("RandomFlip", (8, 9, 3))
    assert (outcome.shape, outcome.parameters, outcome.flops) == ((8, 9, 3), 0, 0)
    assert outcome.sentence == "Flips images while training, nothing after; no parameters."
    assert analyse("AutoContrast", (8, 9, 3)).sentence == (
        "Stretches the contrast of each image to the full range; no parameters."
    )


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        ({"RandomHue": 0.1}, (8, 9, 1), "expected images with 3 channels, received 1"),
        ({"RandomGrayscale": {}}, (8, 9, 4), "expected images with 1 or 3 channels, received 4"),
        ({"RandomColorJitter": {"hue_factor": 0.1}}, (8, 9, 1), "expected images with 3 channels"),
        ({"RandomFlip": {}}, (8, 9), "expected 4-D input"),
        ({"RandomPerspective": {}}, (1, 9, 3), "expected images of at least 2x2 to tilt"),
        ({"ContrastLimitedAdaptiveHistogramEqualization": {}}, (3, 9, 3), "can be cut into 8x8 tiles"),
    ],
)
def test_what_does_not_fit(refusal: Any, layer: dict[str, Any], shape: tuple[int, ...], message: str) -> None:
    assert message in refusal(layer, shape)[0]


def test_without_colours_any_channels_do(analyse: Any) -> None:
    assert analyse({"RandomColorJitter": {"contrast_factor": 0.1}}, (8, 9, 4)).shape == (8, 9, 4)
    assert analyse({"AugMix": {"all_ops": False}}, (8, 9, 4)).shape == (8, 9, 4)
