from __future__ import annotations

from typing import Any

import pytest

from kerasrun.analysis.memory import (
    COPIES,
    FRAMEWORK,
    WORKSPACE,
    Memory,
    activation_bytes,
    bytes_of,
    data_bytes,
    estimate_memory,
    training_bytes,
)
from kerasrun.analysis.step import Step
from kerasrun.analysis.walk import walk_layers
from kerasrun.data.examples import DataFacts
from kerasrun.source.document import Document
from kerasrun.spec.model import PlacedLayer
from kerasrun.spec.object import parse_object

ADAM = parse_object("optimizer", "adam")


def steps(shape: tuple[int | None, ...], *layers: Any, policy: str = "float32") -> list[Step]:
    placed = [
        PlacedLayer(parse_object("layer", layer), ("layers", i), None) for i, layer in enumerate(layers)
    ]
    found, issues = walk_layers(placed, shape, Document("f", {}, {}, {}, {}), policy=policy)
    assert issues == []
    return found


DENSE = steps((20,), {"Dense": 30}, {"Dense": 10})
WEIGHTS = 20 * 30 + 30 + 30 * 10 + 10


def test_bytes_by_what_they_are_for() -> None:
    memory = estimate_memory(DENSE, batch_size=32, optimizer=ADAM, data=77)
    assert memory.parameters == memory.gradients == 4 * WEIGHTS
    assert memory.optimizer == 4 * (2 + 2 * WEIGHTS)
    assert memory.activations == 4 * 32 * (30 + 10 + 30)
    assert memory.buffers == round(COPIES * (memory.parameters + memory.gradients + memory.optimizer))
    assert memory.total == memory.model + 77 + FRAMEWORK
    assert memory.low < memory.total < memory.high


def test_a_model_that_is_not_trained_has_no_gradients() -> None:
    memory = estimate_memory(DENSE, batch_size=1)
    assert (memory.gradients, memory.optimizer) == (0, 0)


def test_frozen_weights_have_no_gradients() -> None:
    frozen = steps((20,), {"Dense": {"units": 30, "trainable": False}}, {"Dense": 10})
    assert estimate_memory(frozen, batch_size=1, optimizer=ADAM).gradients == 4 * 310


def test_precision_decides_the_width() -> None:
    half = steps((20,), {"Dense": 30}, policy="mixed_bfloat16")
    mixed = estimate_memory(half, batch_size=1, optimizer=ADAM, policy="mixed_bfloat16")
    assert (mixed.parameters, mixed.activations) == (4 * 630, 2 * 60)
    double = steps((20,), {"Dense": 30}, policy="float64")
    assert estimate_memory(double, batch_size=1, policy="float64").parameters == 8 * 630
    assert (bytes_of("uint8"), bytes_of("int64"), bytes_of("float32"), bytes_of("string")) == (1, 8, 4, 4)


@pytest.mark.parametrize(
    ("layer", "scalars"),
    [
        ({"LSTM": 5}, 11 * 5 * 7),
        ({"LSTM": {"units": 5, "return_sequences": True}}, 11 * 5 * 7),
        ({"GRU": 5}, 10 * 5 * 7),
        ({"SimpleRNN": 5}, 3 * 5 * 7),
        ({"Bidirectional": {"layer": {"LSTM": 5}}}, 2 * 11 * 5 * 7),
        ({"RNN": {"cell": [{"LSTMCell": 5}, {"GRUCell": 4}]}}, (11 * 5 + 10 * 4) * 7),
        ({"TimeDistributed": {"layer": {"Dense": 5}}}, 5 * 7),
        ({"Dense": 5}, 5 * 7),
    ],
)
def test_recurrent_layers_keep_what_each_step_gave(layer: Any, scalars: int) -> None:
    (step,) = steps((7, 3), layer)
    assert activation_bytes(step) == 4 * scalars


def test_an_open_axis_counts_nothing() -> None:
    (step,) = steps((None, 3), {"Dense": 5})
    assert activation_bytes(step) == 0
    assert activation_bytes(Step(step.placed, None, None, None)) == 0


def test_one_layer() -> None:
    step, flat = DENSE[0], steps((2, 3), "Flatten")[0]
    assert training_bytes(step, batch_size=2, optimizer=None, policy="float32") == 4 * (630 + 2 * 30)
    # Weight, gradient and two momenta of Adam, which counts its steps and holds its learning rate.
    expected = 4 * (4 * 630 + 2 + 2 * 30)
    assert training_bytes(step, batch_size=2, optimizer=ADAM, policy="float32") == expected
    assert training_bytes(flat, batch_size=2, optimizer=ADAM, policy="float32") == 4 * 2 * 6


def test_convolutions_work_in_a_space_of_their_own() -> None:
    convolution = steps((8, 8, 3), {"Conv2D": {"filters": 4, "kernel_size": 3}}, "Flatten")
    memory = estimate_memory(convolution, batch_size=1)
    assert memory.buffers == round(COPIES * memory.parameters) + WORKSPACE


def test_the_gradient_of_the_largest_output_and_not_of_all_that_is_kept() -> None:
    sequence = steps((7, 3), {"LSTM": {"units": 5, "return_sequences": True}})
    assert estimate_memory(sequence, batch_size=2).activations == 4 * 2 * (11 * 5 * 7 + 5 * 7)


def test_the_splits() -> None:
    facts = DataFacts((28, 28), "uint8", {"train": 100}, "classes", classes=10)
    assert data_bytes(facts, {"train": 90, "validation": 10}) == 2 * 100 * (784 + 40)
    numbers = DataFacts((8,), "float32", {"train": 10}, "values", target_shape=(3,))
    assert data_bytes(numbers, {"train": 10}) == 2 * 10 * (32 + 12)


def test_the_range_leaves_the_framework_alone() -> None:
    memory = Memory(100, 100, 200, 50, buffers=50, framework=1000)
    assert (memory.low, memory.total, memory.high) == (1350, 1500, 1800)
