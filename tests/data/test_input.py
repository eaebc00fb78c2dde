from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasrun.data.examples import Array, ArrayExamples, Splits
from kerasrun.data.input import require_input
from kerasrun.data.origin import Origin
from kerasrun.errors import DataError, Mark

MARK = Mark("spec.yaml", 3, 17)


def splits(inputs: Array) -> Splits:
    good = ArrayExamples(np.zeros((2, 28, 28), "float32"), np.zeros(2))
    return Splits(good, test=ArrayExamples(inputs, np.zeros(len(inputs)), Origin(mark=MARK)))


def message(data: Splits, input_shape: Any = (28, 28), **options: Any) -> tuple[str, str | None]:
    with pytest.raises(DataError) as caught:
        require_input(data, input_shape=input_shape, **options)
    return caught.value.message, caught.value.hint


def test_good_splits_pass() -> None:
    require_input(splits(np.ones((3, 28, 28), "uint8")), input_shape=(28, 28))
    require_input(splits(np.ones((3, 28, 28), "uint8")), input_shape=(None, 28))


def test_other_shape_shows_the_layer_that_converts_it() -> None:
    data = splits(np.zeros((3, 28, 28)))
    text, hint = message(data, (784,))
    assert text == "train: expected examples of the model's input shape [784], received [28, 28]."
    assert hint == "set model.input_shape to [28, 28] and begin the model with `Flatten`"
    assert "`Reshape: [28, 28, 1]`" in str(message(data, (28, 28, 1))[1])
    assert message(data, (None, 27))[1] == "set model.input_shape to [28, 28]"


def test_the_error_stands_where_the_spec_names_the_data() -> None:
    with pytest.raises(DataError, match="test: expected examples") as caught:
        require_input(splits(np.zeros((3, 28, 27))), input_shape=(28, 28))
    assert caught.value.mark == MARK


def test_text_for_a_model_of_numbers_and_numbers_for_a_model_of_text() -> None:
    words = ArrayExamples(np.array([["a b"], ["c"]]), np.zeros(2))
    text, hint = message(Splits(words), (1,))
    assert "expected inputs that are numbers, received text" in text
    assert "TextVectorization" in str(hint)
    require_input(Splits(words), input_shape=(1,), text=True)
    text, hint = message(splits(np.zeros((2, 28, 28))), text=True)
    assert "that are text, received float32" in text
    assert "take `dtype: string` out of `model`" in str(hint)
