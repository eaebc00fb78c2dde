from __future__ import annotations

import time

import pytest

from kerasrun.catalogue.lookup import did_you_mean, suggest
from kerasrun.errors import Fix, Hint


@pytest.mark.parametrize(
    ("word", "best"),
    [
        ("unit", "units"),
        ("Units", "units"),
        ("actvation", "activation"),
        ("learningRate", "learning_rate"),
        ("LEARNING_RATE", "learning_rate"),
        ("kernel-size", "kernel_size"),
    ],
)
def test_the_best_argument_is_suggested(word: str, best: str) -> None:
    known = ["units", "activation", "learning_rate", "kernel_size", "kernel_initializer"]
    assert suggest(word, known)[0] == best


@pytest.mark.parametrize("word", ["Dens", "dense", "DENSE", "keras.layers.Dense", "tf.keras.layers.Dense"])
def test_class_names_are_found_in_other_case_and_behind_modules(word: str) -> None:
    assert suggest(word, ["Dropout", "Dense", "Conv2D"])[0] == "Dense"


def test_a_match_in_other_case_stands_alone() -> None:
    assert suggest("lstm", ["LSTM", "LSTMCell"]) == ["LSTM"]
    assert suggest("MaxPooling", ["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"], limit=2) == [
        "MaxPooling3D",
        "MaxPooling2D",
    ]


@pytest.mark.parametrize(
    ("word", "best"),
    [
        ("adma", "adam"),
        ("amda", "adam"),
        ("sdg", "sgd"),
        ("adamx", "adamax"),
        ("adan", "adam"),
        ("adamaxx", "adamax"),
    ],
)
def test_one_slip_of_the_fingers_is_closest(word: str, best: str) -> None:
    assert suggest(word, ["adamax", "adam", "adamw", "sgd"])[0] == best


@pytest.mark.parametrize(
    ("word", "known", "best"),
    [
        ("int", ["int8", "int16", "int32"], "int32"),
        ("float", ["float16", "float32", "float64"], "float32"),
        ("fp16", ["float32", "mixed_float16", "float16"], "float16"),
        ("gpu", ["auto", "cpu"], "auto"),
        ("FC", ["Dense", "GRU"], "Dense"),
    ],
)
def test_a_word_of_another_library_is_known(word: str, known: list[str], best: str) -> None:
    assert suggest(word, known)[0] == best


def test_the_limit_holds() -> None:
    assert len(suggest("conv", ["conv1", "conv2", "conv3", "conv4"])) == 3
    assert len(suggest("conv", ["conv1", "conv2", "conv3", "conv4"], limit=1)) == 1


@pytest.mark.parametrize("word", ["zebra", "", ".", "...", "units" * 100])
def test_nothing_close_gives_nothing(word: str) -> None:
    assert suggest(word, ["units", "activation"]) == []
    assert suggest(word, [",", ";"]) == []
    assert did_you_mean(word, ["units", "activation"]) is None


def test_the_sentence_quotes_the_word() -> None:
    assert did_you_mean("unit", ["units", "activation"]) == "did you mean 'units'?"
    assert did_you_mean("unit", []) is None


def test_a_huge_word_costs_nothing() -> None:
    start = time.process_time()
    suggest("u" * 1_000_000, ["units"] * 1000)
    assert time.process_time() - start < 0.05


@pytest.mark.parametrize(
    ("word", "candidates", "new"),
    [
        ("unit", ["units", "activation"], "units"),
        ("adma", ["adam", "adamax", "adamw"], "adam"),
        ("Softmax", ["softmax", "Softmax2D"], "softmax"),
        ("fp16", ["float16", "float32"], "float16"),
        ("learn_rate", ["learning_rate", "momentum"], "learning_rate"),
    ],
)
def test_a_word_that_can_only_mean_one_has_a_fix(word: str, candidates: list[str], new: str) -> None:
    hint = did_you_mean(word, candidates)
    assert isinstance(hint, Hint)
    assert hint.fix == Fix(word, new)


@pytest.mark.parametrize(
    ("word", "candidates"),
    [
        ("Conv4D", ["Conv1D", "Conv2D", "Conv3D"]),
        ("activity", ["activation", "activity_regularizer"]),
        ("dens_layer", ["Dense", "Dropout"]),
        ("l3", ["l1", "l2"]),
    ],
)
def test_a_word_that_can_mean_several_or_is_far_has_none(word: str, candidates: list[str]) -> None:
    assert not isinstance(did_you_mean(word, candidates), Hint)
