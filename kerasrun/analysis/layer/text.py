"""Layers that turn words and other keys into ids: vocabularies and hashes."""

from __future__ import annotations

from typing import Any

from kerasrun.analysis.layer.preprocessing import check_sparse, counted, one_hot
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, RankError, ShapeError
from kerasrun.analysis.layer.shape import count, format_batch

_TEXT_HINT = "write `dtype: string` under `model`, and give texts"


def _require_text(call: Call) -> None:
    if call.input_dtype != "string":
        raise ShapeError(f"expected text, received numbers ({call.input_dtype})", _TEXT_HINT)


def _special(call: Call, mask: Any, mode: str) -> list[Any]:
    """Return the tokens before the words: the mask, then those for unknown words."""
    unknown = call.arguments.get("num_oov_indices", 1)
    masks = [mask] if mask is not None and mode == "int" else []
    return masks + [call.arguments.get("oov_token", "[UNK]")] * unknown


def _depth(call: Call, mask: Any) -> int | None:
    """Return how many ids there are; None for a vocabulary that is still to be learned.

    Raises:
        ShapeError: the vocabulary does not go with the other arguments.
    """
    arguments, mode = call.arguments, call.arguments["output_mode"]
    words, most = arguments["vocabulary"], arguments["max_tokens"]
    if arguments["pad_to_max_tokens"] and most is None:
        raise ShapeError(
            "expected `max_tokens` beside `pad_to_max_tokens`, received none", "write `max_tokens`"
        )
    _check_weights(call, words)
    special = _special(call, mask, mode)
    if most is not None and most <= len(special):
        message = f"expected more than {count(len(special), 'special token')}, received max_tokens {most}"
        raise ShapeError(message, "raise `max_tokens`")
    if words is None:
        return most if arguments["pad_to_max_tokens"] else None
    words = list(words)
    plain = words[len(special) :] if special and words[: len(special)] == special else words
    if not plain:
        raise ShapeError(
            "expected a vocabulary of more than the special tokens, received no other", "add words"
        )
    if len(set(plain)) < len(plain) or (mask is not None and mask in plain):
        message = "expected a vocabulary with each word once and without the mask, received others"
        raise ShapeError(message, "take out the words that stand there twice")
    if arguments.get("invert") and arguments["oov_token"] in plain:
        raise ShapeError("expected a vocabulary without the `oov_token`, received one with it", "take it out")
    depth = len(special) + len(plain)
    if most is not None and depth > most:
        message = f"expected at most {most:,} tokens with the special ones, received {depth:,}"
        raise ShapeError(message, f"write `max_tokens: {depth}` or leave it out")
    return most if arguments["pad_to_max_tokens"] else depth


def _check_weights(call: Call, words: Any) -> None:
    weights, mode = call.arguments["idf_weights"], call.arguments["output_mode"]
    if weights is not None and mode != "tf_idf":
        raise ShapeError(
            f"expected `output_mode: tf_idf` beside `idf_weights`, received {mode}", "use both or none"
        )
    if mode == "tf_idf" and words is not None and (weights is None or len(weights) != len(words)):
        given = 0 if weights is None else len(weights)
        message = f"expected {count(len(words), 'number')} in `idf_weights`, one per word, received {given}"
        raise ShapeError(message, "give one for each word, or leave the vocabulary to be learned")


def _what(mode: str, depth: int | None) -> str:
    size = "a vocabulary learned from the training data" if depth is None else f"a vocabulary of {depth:,}"
    rows = {"one_hot": "flags", "multi_hot": "flags", "count": "counts", "tf_idf": "weights"}
    return f"its id in {size}" if mode == "int" else f"{rows[mode]} over {size}"


def _lookup(call: Call) -> Outcome:
    arguments, mode = call.arguments, call.arguments["output_mode"]
    number = call.name == "IntegerLookup"
    check_sparse(call)
    if arguments["salt"] is not None and number and arguments["oov_method"] != "farmhash":
        raise ShapeError(
            "expected `oov_method: farmhash` beside `salt`, received floormod", "use both or none"
        )
    if arguments["invert"] and mode != "int":
        raise ShapeError(
            f"expected `output_mode: int` beside `invert`, received {mode}", "leave one of them out"
        )
    if arguments["invert"] and call.input_dtype == "string":
        raise ShapeError("expected ids beside `invert: true`, received text", "leave `invert` out")
    if not number and not arguments["invert"]:
        _require_text(call)
    if not number and arguments["invert"] and arguments["vocabulary"] is None:
        message = "expected a `vocabulary` beside `invert: true`, received none"
        raise ShapeError(message, "ids say nothing of words: write the words down")
    depth = _depth(call, arguments["mask_token"])
    words = "int64" if number else "string"
    if mode == "int":
        what = (
            "Replaces each id by its word"
            if arguments["invert"]
            else f"Replaces each key by {_what(mode, depth)}"
        )
        dtype = words if arguments["invert"] else "int64"
        return Outcome(call.input, dtype=dtype, sentence=f"{what}; no parameters.")
    sentence = f"Turns each key into {_what(mode, depth)}; no parameters."
    shape = one_hot(call.input, depth) if mode == "one_hot" else counted(call, depth)
    return Outcome(shape, dtype=_row_dtype(mode), sentence=sentence, learned=depth is None)


def _row_dtype(mode: str) -> str:
    """Return what rows of flags and counts really are; Keras declares float32 for all."""
    return "float32" if mode == "tf_idf" else "int64"


def _vectorization(call: Call) -> Outcome:
    arguments, mode = call.arguments, call.arguments["output_mode"]
    _require_text(call)
    if len(call.input) > 1 or (call.input and call.input[0] != 1):
        message = f"expected one text per example, (batch, 1), received {format_batch(call.input)}"
        raise RankError(message, "give one text per row: `input_shape: [1]`", 1)
    length = arguments["output_sequence_length"]
    if mode != "int" and (length is not None or arguments["ragged"]):
        message = f"expected `output_mode: int` beside `output_sequence_length` and `ragged`, received {mode}"
        raise ShapeError(message, "leave them out")
    check_sparse(call)
    depth = _depth(call, "")
    if mode == "int":
        size = "as many as the longest text" if length is None else count(length, "place")
        sentence = (
            f"Cuts each text into words and replaces each by {_what(mode, depth)}, {size}; no parameters."
        )
        return Outcome((length,), dtype="int64", sentence=sentence)
    sentence = f"Cuts each text into words and turns them into {_what(mode, depth)}; no parameters."
    # Keras declares the axis of the single text too, which the values no longer have.
    shape = (*call.input, None, depth) if mode == "one_hot" else (*call.input, depth)
    return Outcome(shape, dtype=_row_dtype(mode), sentence=sentence, learned=depth is None)


def _hashing(call: Call) -> Outcome:
    bins, mode = int(call.arguments["num_bins"]), call.arguments["output_mode"]
    check_sparse(call)
    _check_mask(call, bins)
    sentence = f"Sends each key to one of {count(bins, 'bin')} by its hash; no parameters."
    dtype = call.arguments["dtype"]
    if mode == "int":
        if dtype not in (None, "int32", "int64"):
            raise ShapeError(
                f"expected a `dtype` of int32 or int64 for ids, received {dtype}", "leave it out"
            )
        return Outcome(call.input, dtype=dtype or "int64", sentence=sentence)
    if mode == "one_hot" and (call.input[-1:] != (1,) or call.input[-2:] == (1, 1)):
        message = (
            f"expected one key per row, (batch, ..., 1), beside one_hot, received {format_batch(call.input)}"
        )
        raise ShapeError(message, "use `output_mode: int`, and CategoryEncoding with one_hot after it")
    shape = one_hot(call.input, bins) if mode == "one_hot" else counted(call, bins)
    return Outcome(shape, dtype=dtype or "float32", sentence=sentence)


def _check_mask(call: Call, bins: int) -> None:
    mask, text = call.arguments["mask_value"], call.input_dtype == "string"
    if mask is not None and bins > 1 and isinstance(mask, str) != text:
        kind = "text" if text else f"a number ({call.input_dtype})"
        raise ShapeError(
            f"expected a `mask_value` like the input, {kind}, received {mask!r}", "write it alike"
        )


RULES: dict[str, LayerRule] = {
    "IntegerLookup": _lookup,
    "StringLookup": _lookup,
    "TextVectorization": _vectorization,
    "Hashing": _hashing,
}
