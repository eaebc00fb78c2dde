"""Sound: a wave to its spectrum over time."""

from __future__ import annotations

from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError
from kerasrun.analysis.layer.shape import count, require_rank


def _mel(call: Call) -> Outcome:
    arguments = call.arguments
    hint = "give one channel of sound per example" if len(call.input) > 1 else None
    require_rank(call.input, 1, "samples", hint)
    window, length = int(arguments["fft_length"]), arguments["sequence_length"]
    if length is not None and length > window:
        message = f"expected a `sequence_length` of at most fft_length: {window:,}, received {length:,}"
        raise ShapeError(message, "lower it, or raise `fft_length`")
    samples, bins, stride = call.input[0], int(arguments["num_mel_bins"]), int(arguments["sequence_stride"])
    if samples is not None and samples <= window // 2:
        message = f"expected more than {window // 2:,} samples, half of `fft_length`, received {samples:,}"
        raise ShapeError(message, f"write `fft_length: {max(2, samples)}` or less, or give longer sounds")
    frames = None if samples is None else (samples + stride + 1) // stride
    # The filters are a product of matrices; the Fourier transform is none and stays out, as pooling does.
    flops = None if frames is None else 2 * frames * (window // 2 + 1) * bins
    sentence = (
        f"Cuts the sound into {'frames' if frames is None else count(frames, 'frame')}, one every "
        f"{stride:,} samples, and measures the loudness of {count(bins, 'pitch band')} in each; "
        "no parameters."
    )
    return Outcome((bins, frames), flops=flops, sentence=sentence)


RULES: dict[str, LayerRule] = {"MelSpectrogram": _mel}
