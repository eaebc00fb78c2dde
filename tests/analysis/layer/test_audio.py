from __future__ import annotations

from typing import Any


def test_numbers_and_sentence(analyse: Any) -> None:
    outcome = analyse("MelSpectrogram", (16_000,))
    assert (outcome.shape, outcome.parameters) == ((128, 32), 0)
    assert outcome.flops == 2 * 32 * 1025 * 128
    assert outcome.sentence == (
        "Cuts the sound into 32 frames, one every 512 samples, and measures the loudness of 128 pitch bands "
        "in each; no parameters."
    )
    assert analyse("MelSpectrogram", (None,)).shape == (128, None)


def test_what_does_not_fit(refusal: Any) -> None:
    assert refusal("MelSpectrogram", (1024,))[0] == (
        "expected more than 1,024 samples, half of `fft_length`, received 1,024"
    )
    assert (
        "at most fft_length: 2,048, received 4,096"
        in refusal({"MelSpectrogram": {"sequence_length": 4096}}, (16_000,))[0]
    )
    assert "expected 2-D input (batch, samples)" in refusal("MelSpectrogram", (16_000, 1))[0]
