from __future__ import annotations

import random

import keras
import pytest

from kerasrun.builder.model import build_model
from kerasrun.builder.saving import find_unsaveable
from kerasrun.errors import BuildError
from tests.experiment import stack


def test_plain_objects_can_be_saved():
    layer = keras.layers.Dense(2, kernel_initializer=keras.initializers.HeNormal(), activation="gelu")
    assert find_unsaveable(layer) is None
    assert find_unsaveable(keras.optimizers.Adam()) is None


def test_reason_is_keras_own():
    layer = keras.layers.ELU(activity_regularizer=keras.regularizers.L2(0.1))
    assert "non-serializable" in str(find_unsaveable(layer))


def test_looking_changes_no_seed():
    random.seed(1)
    find_unsaveable(keras.layers.Dense(2))
    after_looking = random.random()
    random.seed(1)
    keras.layers.Dense(2)
    assert random.random() == after_looking


@pytest.mark.parametrize(
    "layer", [{"ELU": {"activity_regularizer": "l2"}}, {"Identity": {"activity_regularizer": "l2"}}]
)
def test_layer_is_refused_before_it_is_trained(tmp_path, layer):
    spec = stack(tmp_path, [layer], input_shape=[4])
    placed = list(spec.model.placed_layers())
    with pytest.raises(BuildError, match="Keras cannot save this") as caught:
        build_model(placed, name="m", input_shape=[4], document=spec.document)
    assert caught.value.mark is not None
