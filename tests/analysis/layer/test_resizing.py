from __future__ import annotations

from typing import Any


def test_upsampling(analyse: Any) -> None:
    outcome = analyse({"UpSampling2D": [2, 3]}, (4, 5, 8))
    assert (outcome.shape, outcome.parameters) == ((8, 15, 8), 0)
    assert outcome.sentence == "Repeats each value, 2x3 times as large: 4x5 to 8x15; no parameters."
    smooth = analyse({"UpSampling2D": {"interpolation": "bilinear"}}, (4, 5, 8))
    assert smooth.sentence.startswith("Draws new values between the old ones (bilinear)")


def test_padding(analyse: Any) -> None:
    outcome = analyse({"ZeroPadding2D": {"padding": [[1, 2], [3, 4]]}}, (4, 5, 8))
    assert outcome.shape == (7, 12, 8)
    assert outcome.sentence == "Adds a margin of zeros: 4x5 to 7x12; no parameters."
    assert analyse({"ZeroPadding1D": {"padding": [1, 3]}}, (4, 8)).shape == (8, 8)
    assert analyse({"ZeroPadding3D": {"padding": [1, 2, 3]}}, (None, 4, 4, 8)).shape == (None, 8, 10, 8)


def test_cropping(analyse: Any, refusal: Any) -> None:
    assert analyse({"Cropping1D": 2}, (9, 8)).shape == (5, 8)
    assert analyse("Cropping1D", (9, 8)).sentence == "Cuts the margin off: 9 to 7; no parameters."
    assert refusal({"Cropping2D": 5}, (12, 10, 4)) == (
        "expected an input larger than the crop of [[5, 5], [5, 5]], received 12x10",
        "crop less",
    )
