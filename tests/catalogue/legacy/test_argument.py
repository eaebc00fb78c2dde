from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.legacy import legacy_argument
from kerasrun.catalogue.legacy.argument import _RENAMED
from kerasrun.catalogue.rule import Kind
from kerasrun.errors import Fix, Hint

MODEL = " under `model`, beside `layers`"
BOTH = f"write `input_shape: [6, 8]` and `batch_size: 32`{MODEL}"
STEPS = "write `input_shape: [steps, 16]` under `model`, with the number of steps"
NO_GRADIENTS = "leave it out: TensorBoard does not draw gradients any more"
DECAY_GONE = "leave it out: Keras has no `decay` any more; a schedule stands in `learning_rate`"
DECAY = (
    "write `learning_rate: {InverseTimeDecay: {initial_learning_rate: %s, decay_steps: 1, decay_rate: %s}}`"
)


@pytest.mark.parametrize(
    ("kind", "name", "argument", "value", "hint"),
    [
        ("optimizer", "SGD", "lr", 0.01, "write `learning_rate: 0.01`"),
        ("optimizer", "adam", "lr", 1e-05, "write `learning_rate: 1.0e-05`"),
        ("optimizer", "SGD", "decay", 0.0, DECAY_GONE),
        ("optimizer", "Nadam", "schedule_decay", 0.004, "leave it out: Keras has none any more"),
        ("optimizer", "Adam", "jit_compile", True, "write `jit: true` under `runtime`"),
        ("layer", "Dense", "output_dim", 10, "write `units: 10`"),
        ("layer", "Dense", "init", "uniform", "write `kernel_initializer: uniform`"),
        ("layer", "Embedding", "init", "uniform", "write `embeddings_initializer: uniform`"),
        ("layer", "LSTM", "inner_init", "orthogonal", "write `recurrent_initializer: orthogonal`"),
        ("layer", "LSTM", "inner_activation", "hard_sigmoid", "write `recurrent_activation: hard_sigmoid`"),
        ("layer", "LSTM", "consume_less", "gpu", "leave it out: Keras chooses the implementation itself"),
        ("layer", "LSTM", "dropout_W", 0.2, "write `dropout: 0.2`"),
        ("layer", "LSTM", "dropout_U", 0.2, "write `recurrent_dropout: 0.2`"),
        ("layer", "LSTM", "forget_bias_init", "one", "write `unit_forget_bias: true`"),
        ("layer", "Conv2D", "nb_filter", 32, "write `filters: 32`"),
        ("layer", "Conv2D", "border_mode", "same", "write `padding: same`"),
        ("layer", "Conv2D", "subsample", [2, 2], "write `strides: [2, 2]`"),
        ("layer", "Conv2D", "dim_ordering", "th", "write `data_format: channels_first`"),
        ("layer", "Conv2D", "W_regularizer", {"L2": 0.01}, "write `kernel_regularizer: {L2: 0.01}`"),
        ("layer", "Conv2D", "b_regularizer", "l2", "write `bias_regularizer: l2`"),
        ("layer", "Conv2D", "bias", False, "write `use_bias: false`"),
        ("layer", "MaxPooling1D", "pool_length", 2, "write `pool_size: 2`"),
        ("layer", "Dropout", "p", 0.25, "write `rate: 0.25`"),
        ("layer", "Dropout", "keep_prob", 0.9, "write `rate: 0.1`, the share that is dropped"),
        ("layer", "Embedding", "dropout", 0.2, "write the layer `SpatialDropout1D: 0.2` after it"),
        ("layer", "Dense", "input_dim", 784, f"write `input_shape: [784]`{MODEL}"),
        ("layer", "Dense", "input_shape", [784], f"write `input_shape: [784]`{MODEL}"),
        ("layer", "LSTM", "batch_input_shape", [32, 6, 8], BOTH),
        ("layer", "LSTM", "batch_input_shape", [None, 6, 8], f"write `input_shape: [6, 8]`{MODEL}"),
        ("layer", "LSTM", "batch_size", 32, f"write `batch_size: 32`{MODEL}"),
        ("layer", "Embedding", "input_length", 10, f"write `input_shape: [10]`{MODEL}"),
        ("layer", "LSTM", "input_dim", 16, STEPS),
        ("layer", "LeakyReLU", "alpha", 0.1, "write `negative_slope: 0.1`"),
        ("callback", "ReduceLROnPlateau", "epsilon", 0.001, "write `min_delta: 0.001`"),
        ("callback", "ModelCheckpoint", "period", 5, "write `save_freq: epoch`, or a number of batches"),
        ("callback", "TensorBoard", "write_grads", True, NO_GRADIENTS),
        ("callback", "EarlyStopping", "monitor", "val_acc", "write `monitor: val_accuracy`"),
        ("loss", "MeanSquaredError", "reduction", "auto", "write `reduction: sum_over_batch_size`"),
        ("constraint", "MaxNorm", "m", 2, "write `max_value: 2`"),
        ("regularizer", "L1", "l", 0.01, "write `l1: 0.01`"),
    ],
)  # fmt: skip
def test_old_arguments_show_the_line_to_write(
    kind: Kind, name: str, argument: str, value: Any, hint: str
) -> None:
    assert legacy_argument(kind, name, argument, value) == hint


@pytest.mark.parametrize(
    ("arguments", "rate"),
    [({"lr": 0.05}, "0.05"), ({"learning_rate": 0.1, "momentum": 0.9}, "0.1"), ({}, "0.01"), (None, "0.01")],
)
def test_decay_becomes_a_schedule_with_the_users_numbers(arguments: dict[str, Any] | None, rate: str) -> None:
    assert legacy_argument("optimizer", "SGD", "decay", 1e-6, arguments) == DECAY % (rate, "1.0e-06")


def test_the_decay_schedule_is_the_old_formula() -> None:
    import keras

    schedule = keras.optimizers.schedules.InverseTimeDecay(0.01, decay_steps=1, decay_rate=1e-3)
    steps = np.array([0, 1, 10, 1000])
    old = 0.01 / (1 + 1e-3 * steps)
    np.testing.assert_allclose([float(schedule(step)) for step in steps], old, rtol=1e-6)


def test_decay_beside_a_schedule_is_left_out() -> None:
    arguments: dict[str, Any] = {"learning_rate": {"ExponentialDecay": {}}}
    assert "leave it out" in (legacy_argument("optimizer", "SGD", "decay", 1e-6, arguments) or "")


def test_a_line_may_need_several_old_arguments() -> None:
    arguments = {"nb_filter": 32, "nb_row": 3, "nb_col": 5}
    assert legacy_argument("layer", "Conv2D", "nb_col", 5, arguments) == "write `kernel_size: [3, 5]`"
    shape = {"input_dim": 16, "input_length": 8}
    for argument, value in shape.items():
        hint = legacy_argument("layer", "LSTM", argument, value, shape)
        assert hint == "write `input_shape: [8, 16]` under `model`, beside `layers`"


@pytest.mark.parametrize(
    ("kind", "name", "argument", "value"),
    [
        ("layer", "Embedding", "output_dim", 8),
        ("layer", "Embedding", "input_dim", 8),
        ("layer", "BatchNormalization", "epsilon", 0.1),
        ("layer", "Conv2D", "output_dim", 8),
        ("callback", "EarlyStopping", "monitor", "val_loss"),
        ("layer", "Dense", "unit", 10),
        ("layer", "Dens", "output_dim", 10),
    ],
)
def test_current_and_unknown_arguments_are_not_old(kind: Kind, name: str, argument: str, value: Any) -> None:
    assert legacy_argument(kind, name, argument, value) is None


@pytest.mark.parametrize(
    "value", [None, True, object(), "x" * 500, [None], {"a": object()}, float("nan"), 10**400]
)
@pytest.mark.parametrize(
    ("kind", "name", "argument"),
    [
        ("optimizer", "SGD", "decay"),
        ("optimizer", "SGD", "lr"),
        ("layer", "Conv2D", "nb_row"),
        ("layer", "Conv2D", "dim_ordering"),
        ("layer", "Dropout", "keep_prob"),
        ("layer", "Dense", "batch_input_shape"),
        ("layer", "Dense", "input_dim"),
        ("layer", "LSTM", "forget_bias_init"),
        ("callback", "EarlyStopping", "monitor"),
    ],
)
def test_any_value_gives_one_short_line(kind: Kind, name: str, argument: str, value: Any) -> None:
    hint = legacy_argument(kind, name, argument, value, {argument: value})
    assert hint is None or (len(hint) < 250 and "\n" not in hint)


def test_every_renamed_argument_has_an_object_that_takes_the_new_name() -> None:
    for kind, table in _RENAMED.items():
        entries = [catalogue.entry(kind, name) for name in catalogue.names(kind)]
        for old, new_names in table.items():
            for new in new_names:
                assert any(entry and entry.argument(new) and not entry.argument(old) for entry in entries), (
                    old
                )


def test_sizes_in_several_arguments_become_one_list() -> None:
    sizes = {"nb_row": 3, "nb_col": 5}
    hint = legacy_argument("layer", "Conv2D", "nb_row", 3, sizes)
    assert isinstance(hint, Hint)
    assert hint.fix == Fix("nb_row", "kernel_size", Fix(3, "[3, 5]"), ("nb_col",))
    # One of them brings the list; the other goes with it.
    assert not isinstance(legacy_argument("layer", "Conv2D", "nb_col", 5, sizes), Hint)
    assert not isinstance(legacy_argument("layer", "Conv2D", "nb_row", 3, {"nb_row": 3}), Hint)


def test_an_object_that_never_had_the_argument_gets_no_fix() -> None:
    assert isinstance(legacy_argument("layer", "Conv2D", "dim_ordering", "tf"), Hint)
    assert not isinstance(legacy_argument("layer", "Dense", "dim_ordering", "tf"), Hint)
    assert not isinstance(legacy_argument("layer", "Conv2D", "dim_ordering", "default"), Hint)
