from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

SPEC = """\
model:
  input_shape: [20]
  layers: {layers}
compile:
  loss: {loss}
"""


def codes(find: Find, layers: str, loss: str) -> list[str]:
    return [issue.code for issue in find(SPEC.format(layers=layers, loss=loss))]


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        ("[Dense: {units: 3, activation: softmax}]", "{CategoricalCrossentropy: {from_logits: true}}"),
        ("[Dense: 3, Softmax]", "{SparseCategoricalCrossentropy: {from_logits: true}}"),
        ("[Dense: 1, Activation: sigmoid]", "{BinaryCrossentropy: {from_logits: true}}"),
    ],
)
def test_an_activation_and_logits(find: Find, layers: str, loss: str) -> None:
    assert "KR301" in codes(find, layers, loss)


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        ("[Dense: 3]", "{CategoricalCrossentropy: {from_logits: true}}"),
        ("[Dense: {units: 3, activation: softmax}]", "categorical_crossentropy"),
    ],
)
def test_one_of_the_two_is_right(find: Find, layers: str, loss: str) -> None:
    assert codes(find, layers, loss) == []
