from __future__ import annotations

from typing import Any

SIZE = {"height": 4, "width": 5}


def test_sizes(analyse: Any) -> None:
    assert analyse({"Resizing": SIZE}, (8, 9, 3)).shape == (4, 5, 3)
    assert analyse({"CenterCrop": {**SIZE, "data_format": "channels_first"}}, (3, 8, 9)).shape == (3, 4, 5)
    assert analyse({"RandomCrop": SIZE}, (None, 9, 3)).shape == (4, 5, 3)


def test_sentences(analyse: Any) -> None:
    padded = {**SIZE, "pad_to_aspect_ratio": True}
    assert analyse({"Resizing": padded}, (8, 9, 3)).sentence == (
        "Resizes images of 8x9 to 4x5, filling up what is too short; no parameters."
    )
    assert analyse({"CenterCrop": SIZE}, (8, 9, 3)).sentence == (
        "Cuts 4x5 out of the middle of each image of 8x9; no parameters."
    )


def test_what_does_not_fit(refusal: Any) -> None:
    both = {**SIZE, "pad_to_aspect_ratio": True, "crop_to_aspect_ratio": True}
    assert "received both" in refusal({"Resizing": both}, (8, 9, 3))[0]
    assert refusal({"Resizing": SIZE}, (8, 9)) == (
        "expected 4-D input (batch, height, width, channels), received (batch, 8, 9)",
        "add `- Reshape: [8, 9, 1]` before it",
    )
