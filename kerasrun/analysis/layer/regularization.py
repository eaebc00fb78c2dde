"""Layers that act while a model trains, or only pass on: dropout, noise, penalties, masks."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.layer.grid import split
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError
from kerasrun.analysis.layer.shape import format_batch


def _noise(sentence: str, call: Call) -> Outcome:
    if call.arguments.get("rate"):
        _check_noise_shape(call)
    rate = call.arguments.get("rate")
    share = "" if rate is None else f"{100 * rate:g} %"
    text = sentence.format(share=share, **call.arguments)
    return Outcome(call.input, sentence=f"{text} while training, nothing after; no parameters.")


def _check_noise_shape(call: Call) -> None:
    """Check that one draw per entry of `noise_shape` can be repeated over the input, the batch axis first."""
    noise = call.arguments.get("noise_shape")
    if noise is None:
        return
    full = (None, *call.input)
    fits = len(noise) == len(full) and all(
        want in (None, 1) or have is None or want == have for want, have in zip(noise, full, strict=True)
    )
    if not fits:
        message = (
            f"expected a `noise_shape` of {len(full)} sizes, 1 or null or those of {format_batch(call.input)}"
        )
        raise ShapeError(
            f"{message}, received {noise}", "write null for an axis to draw anew along it, 1 to share"
        )


def _spatial(rank: int, call: Call) -> Outcome:
    split(call, rank)
    share = f"{100 * call.arguments['rate']:g} %"
    sentence = f"Switches off {share} of the channels, each as a whole, while training, nothing after"
    sentence += "; no parameters."
    return Outcome(call.input, sentence=sentence)


def _penalty(call: Call) -> Outcome:
    sentence = "Passes the values on and adds a penalty on their size to the loss; no parameters."
    return Outcome(call.input, sentence=sentence)


def _identity(call: Call) -> Outcome:
    return Outcome(
        call.input, dtype=call.input_dtype, sentence="Passes the values on as they are; no parameters."
    )


def _masking(call: Call) -> Outcome:
    value = call.arguments["mask_value"]
    sentence = f"Marks steps whose values are all {value:g}: later layers skip them; no parameters."
    return Outcome(call.input, sentence=sentence)


_SENTENCES = {
    "Dropout": "Switches off {share} of the values",
    "AlphaDropout": "Switches off {share} of the values, keeping mean and variance,",
    "GaussianDropout": "Multiplies the values by noise as strong as a dropout of {share}",
    "GaussianNoise": "Adds noise with a standard deviation of {stddev:g}",
}

RULES: dict[str, LayerRule] = {
    **{name: partial(_noise, sentence) for name, sentence in _SENTENCES.items()},
    **{f"SpatialDropout{rank}D": partial(_spatial, rank) for rank in (1, 2, 3)},
    "ActivityRegularization": _penalty,
    "Identity": _identity,
    "Masking": _masking,
}
