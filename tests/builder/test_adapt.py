from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.builder.adapt import ADAPTIVE, needs_adapt
from kerasrun.builder.model import build_model
from kerasrun.errors import BuildError
from tests.experiment import stack

ROWS = np.random.default_rng(0).normal(3, 2, (200, 2)).astype("float32")
TEXTS = np.array([["the cat sat"], ["a cat ran"], ["cat"]])


def build(folder: Path, layers: list[Any], examples: Any, *, dtype: str = "float32", **more: Any) -> Any:
    shape = list(examples.shape[1:])
    spec = stack(folder, layers, input_shape=shape, dtype=dtype)
    placed = list(spec.model.placed_layers())
    return build_model(
        placed, name="m", input_shape=shape, dtype=dtype, document=spec.document, examples=examples, **more
    )


def predict(model: Any, values: Any) -> Any:
    return np.asarray(model(keras.ops.convert_to_tensor(values)))


def test_normalization_learns_mean_and_variance(tmp_path):
    model = build(tmp_path, ["Normalization"], ROWS)
    expected = (ROWS - ROWS.mean(axis=0)) / ROWS.std(axis=0)
    np.testing.assert_allclose(predict(model, ROWS), expected, rtol=1e-3, atol=1e-4)


def test_layers_before_it_come_first(tmp_path):
    model = build(tmp_path, [{"Rescaling": 10.0}, {"Dropout": 0.5}, "Normalization"], ROWS)
    np.testing.assert_allclose(np.asarray(model.layers[2].mean)[0], ROWS.mean(axis=0) * 10, rtol=1e-4)


def test_more_rows_than_pass_at_a_time(tmp_path):
    rows = np.arange(2500, dtype="float32").reshape(-1, 1)
    model = build(tmp_path, [{"Rescaling": 2.0}, "Normalization"], rows)
    assert np.asarray(model.layers[1].mean).item() == pytest.approx(2499.0)


def test_two_layers_learn_one_after_the_other(tmp_path):
    model = build(tmp_path, ["Normalization", {"Discretization": {"num_bins": 4}}], ROWS)
    bins = np.asarray(model.layers[1].bin_boundaries)
    # Quartiles of what comes out of Normalization.
    np.testing.assert_allclose(bins, [-0.67, 0, 0.67], atol=0.15)


def test_explicit_statistics_stay(tmp_path):
    model = build(tmp_path, [{"Normalization": {"mean": [1.0, 2.0], "variance": [4.0, 9.0]}}], ROWS)
    np.testing.assert_allclose(predict(model, ROWS[:1]), (ROWS[:1] - [1, 2]) / [2, 3], rtol=1e-5)


def test_explicit_bins_stay(tmp_path):
    model = build(tmp_path, [{"Discretization": {"bin_boundaries": [0.0, 5.0]}}], ROWS)
    assert predict(model, [[-1.0, 6.0]]).tolist() == [[0, 2]]


def test_text_vectorization_learns_words(tmp_path):
    layers = [{"TextVectorization": {"max_tokens": 10, "output_sequence_length": 3}}]
    model = build(tmp_path, layers, TEXTS, dtype="string")
    assert [str(word) for word in model.layers[0].get_vocabulary()][:3] == ["", "[UNK]", "cat"]
    assert predict(model, [["cat unknown"]]).tolist() == [[2, 1, 0]]


def test_string_lookup_learns_texts(tmp_path):
    colours = np.array([["red"], ["blue"], ["red"]])
    model = build(tmp_path, [{"StringLookup": {"output_mode": "one_hot"}}], colours, dtype="string")
    assert predict(model, [["red"], ["green"]]).tolist() == [[0, 1, 0], [1, 0, 0]]


def test_integer_lookup_learns_numbers(tmp_path):
    model = build(tmp_path, ["IntegerLookup"], np.array([[7], [9], [7]]), dtype="int64")
    assert predict(model, np.array([[7], [9], [8]])).tolist() == [[1], [2], [0]]


def test_given_vocabularies_stay(tmp_path):
    layers = [{"TextVectorization": {"vocabulary": ["dog"], "output_sequence_length": 2}}]
    model = build(tmp_path, layers, TEXTS, dtype="string")
    assert predict(model, [["dog cat"]]).tolist() == [[2, 1]]


def test_adaptive_names_are_the_layers_that_ask_for_it():
    with_adapt = {name for name in dir(keras.layers) if hasattr(getattr(keras.layers, name), "adapt")}
    assert with_adapt == ADAPTIVE
    assert not needs_adapt(keras.layers.Dense(1))


def test_layer_inside_a_wrapper_is_refused(tmp_path):
    rows = np.zeros((4, 3, 2), "float32")
    with pytest.raises(BuildError, match="TimeDistributed holds a layer that learns from data") as caught:
        build(tmp_path, ["Flatten", {"TimeDistributed": {"layer": "Normalization"}}], rows)
    assert caught.value.mark is not None


def test_learned_layers_are_taken_over(tmp_path):
    first = build(tmp_path, [{"Normalization": {"mean": 1.0, "variance": 4.0}}, "Normalization"], ROWS)
    first.save(tmp_path / "first.keras")
    loaded = keras.models.load_model(tmp_path / "first.keras")
    layers = [{"Normalization": {"mean": 1.0, "variance": 4.0}}, "Normalization"]
    second = build(tmp_path, layers, ROWS * 100, learned=loaded.layers)
    second.load_weights(tmp_path / "first.keras")
    np.testing.assert_allclose(predict(second, ROWS), predict(first, ROWS), rtol=1e-5)


def test_data_that_a_layer_cannot_learn_from_names_its_line(tmp_path):
    with pytest.raises(BuildError, match="Keras refuses this StringLookup") as caught:
        build(tmp_path, ["Flatten", "StringLookup"], ROWS)
    assert caught.value.mark is not None
