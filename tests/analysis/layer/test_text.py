from __future__ import annotations

from typing import Any

import pytest

WORDS = {"vocabulary": ["a", "b"]}


def test_vectorization(analyse: Any) -> None:
    outcome = analyse({"TextVectorization": {"output_sequence_length": 20}}, (1,), "string")
    assert (outcome.shape, outcome.dtype, outcome.parameters) == ((20,), "int64", 0)
    assert outcome.sentence == (
        "Cuts each text into words and replaces each by its id in a vocabulary learned from the training "
        "data, 20 places; no parameters."
    )
    assert analyse("TextVectorization", (1,), "string").shape == (None,)
    counts = analyse({"TextVectorization": {"output_mode": "count", "max_tokens": 9}}, (1,), "string")
    assert (counts.shape, counts.learned) == ((1, None), True)


def test_lookup(analyse: Any) -> None:
    assert analyse({"StringLookup": WORDS}, (8,), "string").dtype == "int64"
    one_hot = analyse({"StringLookup": {**WORDS, "output_mode": "one_hot"}}, (8,), "string")
    assert (one_hot.shape, one_hot.dtype, one_hot.learned) == ((8, 3), "int64", False)
    padded = {"max_tokens": 10, "pad_to_max_tokens": True, "output_mode": "multi_hot"}
    assert analyse({"IntegerLookup": padded}, (8,), "int32").shape == (10,)
    back = analyse({"StringLookup": {**WORDS, "invert": True}}, (8,), "int64")
    assert (back.dtype, back.sentence) == ("string", "Replaces each id by its word; no parameters.")


def test_hashing(analyse: Any) -> None:
    assert analyse({"Hashing": 5}, (8,), "string").dtype == "int64"
    assert analyse({"Hashing": {"num_bins": 5, "output_mode": "one_hot"}}, (8, 1)).shape == (8, 5)
    assert analyse({"Hashing": {"num_bins": 5, "output_mode": "count"}}, (8,)).shape == (5,)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"StringLookup": {"pad_to_max_tokens": True}}, "expected `max_tokens` beside `pad_to_max_tokens`"),
        ({"StringLookup": {"vocabulary": ["a", "a"]}}, "expected a vocabulary with each word once"),
        ({"StringLookup": {"vocabulary": ["[UNK]"]}}, "more than the special tokens"),
        ({"StringLookup": {**WORDS, "max_tokens": 2}}, "at most 2 tokens with the special ones, received 3"),
        ({"StringLookup": {**WORDS, "idf_weights": [1.0, 1.0]}}, "expected `output_mode: tf_idf` beside"),
        ({"StringLookup": {**WORDS, "output_mode": "tf_idf"}}, "2 numbers in `idf_weights`, one per word"),
        ({"StringLookup": {**WORDS, "invert": True}}, "expected ids beside `invert: true`, received text"),
        (
            {"StringLookup": {"output_mode": "tf_idf", "sparse": True}},
            "beside `sparse: true`, received tf_idf",
        ),
        (
            {"TextVectorization": {"max_tokens": 2}},
            "expected more than 2 special tokens, received max_tokens 2",
        ),
        (
            {"TextVectorization": {"output_mode": "count", "ragged": True}},
            "expected `output_mode: int` beside",
        ),
        ({"Hashing": {"num_bins": 5, "mask_value": 3}}, "expected a `mask_value` like the input, text"),
        ({"Hashing": {"num_bins": 5, "output_mode": "one_hot"}}, "expected one key per row"),
    ],
)
def test_what_does_not_fit(refusal: Any, layer: dict[str, Any], message: str) -> None:
    shape = (1,) if "TextVectorization" in layer else (2,)
    assert message in refusal(layer, shape, "string")[0]


def test_numbers_are_no_text(refusal: Any) -> None:
    assert refusal("TextVectorization", (1,)) == (
        "expected text, received numbers (float32)",
        "write `dtype: string` under `model`, and give texts",
    )
    assert "expected one text per example" in refusal("TextVectorization", (4,), "string")[0]
    assert (
        "expected a `vocabulary` beside `invert"
        in refusal({"StringLookup": {"invert": True}}, (1,), "int64")[0]
    )
    salted = {"IntegerLookup": {"salt": 3}}
    assert "expected `oov_method: farmhash` beside `salt`" in refusal(salted, (1,), "int64")[0]
    mode = {"IntegerLookup": {"invert": True, "output_mode": "count"}}
    assert "expected `output_mode: int` beside `invert`" in refusal(mode, (1,), "int64")[0]
    assert "dtype` of int32 or int64" in refusal({"Hashing": {"num_bins": 2, "dtype": "float32"}}, (1,))[0]
