from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from kerasrun.training.number import flatten_scores, shortest


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.001), 0.001),
        (0.0010000000474974513, 0.001),
        (0.1, 0.1),
        (1 / 3, 1 / 3),
        (np.float32(1 / 3), 0.33333334),
        (3, 3.0),
        (1e300, 1e300),
        (math.inf, math.inf),
        (keras.ops.convert_to_tensor(0.25), 0.25),
    ],
)
def test_shortest_number_of_the_same_value(value, expected):
    assert shortest(value) == expected


def test_nan_stays():
    assert math.isnan(shortest(math.nan))


def test_scores_stand_in_order():
    logs = {"accuracy": 0.5, "loss": 1.0, "val_accuracy": 0.25, "val_loss": 2.0}
    assert list(flatten_scores(logs)) == ["loss", "accuracy", "val_loss", "val_accuracy"]


def test_score_of_several_numbers_is_several_scores():
    logs = {"loss": 1.0, "f1_score": np.array([0.5, 0.25], "float32")}
    assert flatten_scores(logs) == {"loss": 1.0, "f1_score_0": 0.5, "f1_score_1": 0.25}


def test_no_scores():
    assert flatten_scores({}) == {}
