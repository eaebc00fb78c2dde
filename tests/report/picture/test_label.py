from __future__ import annotations

from typing import Any

import pytest

from kerasrun.report.picture.label import (
    describe,
    details_of,
    mark_text,
    own_name,
    parameters_of,
    size_of,
    title_of,
    tooltip_of,
)
from kerasrun.report.picture.layer import Layer, Model, Part


def layer(
    type_: str, name: str = "x", shape: tuple[int | None, ...] = (3,), count: int = 0, **arguments: Any
) -> Layer:
    return Layer(0, name, Part(type_, arguments), (3,), shape, count)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (layer("Conv2D", kernel_size=3, activation="relu"), "3x3, relu"),
        (layer("Conv2D", kernel_size=[3, 5], strides=2, padding="same"), "3x5, stride 2, same"),
        (layer("Conv1D", kernel_size=5, dilation_rate=[2]), "kernel 5, dilation 2"),
        (layer("Conv3DTranspose", kernel_size=2), "2x2x2"),
        (layer("MaxPooling2D"), "2x2"),
        (layer("MaxPooling2D", pool_size=3, strides=2), "3x3, stride 2"),
        (layer("MaxPooling1D", pool_size=4), "window 4"),
        (layer("UpSampling2D", size=[2, 3]), "2x3"),
        (layer("GlobalMaxPooling2D"), ""),
        (layer("Dense", activation="linear"), ""),
        (layer("LSTM", units=3, activation="tanh"), "last step"),
        (layer("GRU", return_sequences=True, activation="relu"), "every step, relu"),
        (layer("SimpleRNN", go_backwards=True), "backwards, last step"),
        (layer("ConvLSTM2D", kernel_size=3), "3x3, last step"),
        (layer("Bidirectional", layer=Part("LSTM", {"return_sequences": True})), "every step"),
        (layer("Embedding", input_dim=20000), "20,000 ids"),
        (layer("Reshape"), ""),
    ],
)
def test_details(one: Layer, words: str) -> None:
    assert details_of(one) == words


def test_marks() -> None:
    assert mark_text(layer("Dropout", rate=0.25)) == "Dropout 0.25"
    assert mark_text(layer("BatchNormalization")) == "BatchNormalization"
    assert mark_text(layer("Activation", activation="relu")) == "relu"
    assert mark_text(layer("Rescaling", scale=0.00392156862745098)) == "Rescaling 0.00392"


def test_sizes() -> None:
    assert size_of(layer("Conv2D", shape=(98, 98, 32))) == "98 x 98 x 32"
    assert size_of(layer("Dense", shape=(1,))) == "1 unit"
    assert size_of(layer("Flatten", shape=(30976,))) == "30,976 values"
    assert size_of(layer("TextVectorization", shape=(None,))) == "?"


def test_parameters_of_copies() -> None:
    one, other = layer("Dense", count=10), layer("Dense", count=12)
    assert parameters_of(one) == "10 parameters"
    assert parameters_of(one, [one]) == "10 parameters each"
    assert parameters_of(one, [other]) == "22 parameters in all"
    assert parameters_of(layer("Flatten"), [layer("Flatten")]) == ""


def test_only_names_of_the_user_are_told() -> None:
    assert own_name(layer("MaxPooling2D", "max_pooling2d_3")) == ""
    assert own_name(layer("Dense", "answer_2")) == "answer_2"
    assert own_name(layer("Dense", "answer_2_1"), folded=True) == "answer"


def test_titles_and_tooltips() -> None:
    assert title_of(Part("Bidirectional", {"layer": Part("LSTM")})) == "Bidirectional LSTM"
    one = Layer(1, "a", Part("Dense", {"activation": "relu"}), (3,), (2,), 8, "Two units.")
    assert tooltip_of(one) == "2. a (Dense): 2; relu; 8 parameters. Two units."
    assert tooltip_of(one, [layer("Dense", "b")]).endswith("Two units. Stands for b too.")
    assert "no parameters" in tooltip_of(layer("Flatten"))


def test_the_model_in_one_line() -> None:
    model = Model("m", (3,), (layer("Dense", count=8),), flops=423_071_488)
    assert describe(model) == "1 layer, 8 parameters, 423 million operations for one example"
    assert describe(Model("m", (3,), (), flops=None)) == "0 layers, 0 parameters"
