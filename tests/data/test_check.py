from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasrun.data import check as module
from kerasrun.data.check import check_splits
from kerasrun.data.examples import Array, ArrayExamples, Splits
from kerasrun.errors import DataError


def splits(inputs: Array, targets: Array | None = None) -> Splits:
    good = ArrayExamples(np.zeros((2, 28, 28), "float32"), np.zeros(2))
    targets = np.zeros(len(inputs)) if targets is None else targets
    return Splits(good, test=ArrayExamples(inputs, targets))


def message(data: Splits, input_shape: Any = (28, 28), **options: Any) -> tuple[str, str | None]:
    with pytest.raises(DataError) as caught:
        check_splits(data, input_shape=input_shape, **options)
    return caught.value.message, caught.value.hint


def test_good_splits_pass() -> None:
    check_splits(splits(np.ones((3, 28, 28), "uint8")), input_shape=(28, 28))
    check_splits(splits(np.ones((3, 28, 28), "uint8")), input_shape=(None, 28))


def test_no_rows() -> None:
    assert message(splits(np.zeros((0, 28, 28))))[0] == "test: expected at least one row, received none."


def test_other_number_of_targets() -> None:
    text, _ = message(splits(np.zeros((3, 28, 28)), np.zeros(4)))
    assert text == "test: expected as many targets as inputs, received 3 inputs and 4 targets."


def test_other_shape_shows_the_layer_that_converts_it() -> None:
    data = splits(np.zeros((3, 28, 28)))
    text, hint = message(data, (784,))
    assert text == "train: expected examples of the model's input shape [784], received [28, 28]."
    assert hint == "set model.input_shape to [28, 28] and begin the model with `Flatten`"
    assert "`Reshape: [28, 28, 1]`" in str(message(data, (28, 28, 1))[1])
    assert message(data, (None, 27))[1] == "set model.input_shape to [28, 28]"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("chunk", [1, 2**24])
def test_values_that_are_not_finite_are_named_with_their_place(
    value: float, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNK_VALUES", chunk)
    inputs = np.zeros((5, 28, 28), "float32")
    inputs[3, 7, 9] = value
    text, _ = message(splits(inputs))
    assert text == f"test: expected finite inputs, received {value} in row 3 at [7, 9], counted from 0."


def test_targets_are_checked_too() -> None:
    text, _ = message(splits(np.zeros((2, 28, 28)), np.array([0, np.nan])))
    assert "expected finite targets, received nan in row 1, counted" in text


def test_text_for_a_model_of_numbers_and_numbers_for_a_model_of_text() -> None:
    words = ArrayExamples(np.array([["a b"], ["c"]]), np.zeros(2))
    text, hint = message(Splits(words), (1,))
    assert "expected inputs that are numbers, received text" in text
    assert "TextVectorization" in str(hint)
    check_splits(Splits(words), input_shape=(1,), text=True)
    assert "that are text, received float32" in message(splits(np.zeros((2, 28, 28))), text=True)[0]


def test_text_targets() -> None:
    text, _ = message(splits(np.zeros((2, 28, 28)), np.array(["cat", "dog"])))
    assert "expected targets that are numbers, received text such as" in text
