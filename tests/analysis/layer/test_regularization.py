from __future__ import annotations

from typing import Any


def test_sentences(analyse: Any) -> None:
    assert analyse({"Dropout": 0.25}, (8,)).sentence == (
        "Switches off 25 % of the values while training, nothing after; no parameters."
    )
    assert analyse({"GaussianNoise": 0.1}, (8,)).sentence == (
        "Adds noise with a standard deviation of 0.1 while training, nothing after; no parameters."
    )
    assert analyse({"SpatialDropout2D": 0.5}, (9, 9, 4)).sentence.startswith(
        "Switches off 50 % of the channels"
    )
    assert analyse("Masking", (9, 4)).sentence.startswith("Marks steps whose values are all 0")


def test_the_seed_is_no_parameter(analyse: Any) -> None:
    assert analyse({"Dropout": 0.25}, (8,)).parameters == 0


def test_identity_passes_text_on(analyse: Any) -> None:
    assert analyse("Identity", (8,), "string").dtype == "string"


def test_what_does_not_fit(refusal: Any, analyse: Any) -> None:
    assert analyse({"Dropout": {"rate": 0.5, "noise_shape": [None, 1, 4]}}, (9, 4)).shape == (9, 4)
    message, hint = refusal({"Dropout": {"rate": 0.5, "noise_shape": [None, 1, 3]}}, (9, 4))
    assert message.endswith("1 or null or those of (batch, 9, 4), received [None, 1, 3]")
    assert "1 to share" in hint
    assert "expected 4-D input" in refusal({"SpatialDropout2D": 0.5}, (9, 4))[0]
    assert "whole numbers (uint8)" in refusal({"Dropout": 0.5}, (9,), "uint8")[0]
