from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples
from kerasrun.errors import BuildError, DataError, StorageError
from kerasrun.events import BatchEnded, EpochEnded, ValidationStarted, ignore
from kerasrun.rundir.checkpoint import NonFiniteArray
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.keeper import Checkpoints
from kerasrun.training.plan import Plan
from kerasrun.training.train import train
from tests.training.conftest import examples


def test_training_is_that_of_keras(trial):
    data = examples(20)
    made = trial(data=data, epochs=3, engine="keras", compiled={"run_eagerly": False})
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    history = model.fit(data.inputs, data.targets, batch_size=8, epochs=3, verbose=0).history
    assert [line["loss"] for line in made.lines] == pytest.approx(history["loss"], rel=1e-6)
    assert np.array_equal(model.get_weights()[0], made.model.get_weights()[0])
    assert (made.training.status, made.training.epochs, made.training.steps) == ("finished", 3, 9)


def test_class_weights_reach_the_loss():
    data = ArrayExamples(np.ones((8, 1), "float32"), np.array([0] * 4 + [1] * 4))
    output = keras.layers.Dense(2, "softmax", kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((1,)), output])
    model.compile("sgd", "sparse_categorical_crossentropy")
    lines: list[Any] = []
    plan = Plan(1, 8, class_weight={0: 1.0, 1: 3.0})
    train(model, data, None, plan, callbacks=[], record=lines.append, notify=ignore, stop=StopRequest())
    assert lines[0]["loss"] == pytest.approx(np.log(2) * 2, rel=1e-5)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_loss_that_is_no_number_stops_training(trial, value):
    data = examples(20)
    data.targets[0] = value
    made = trial(data=data, shuffle=False)
    assert made.training.status == "failed"
    assert made.training.fault.message == (
        f"the loss is {value} in epoch 1, step 1 (learning rate 0.01); first not finite: the targets, "
        "from row 0 of the targets, counted from 0"
    )
    assert made.lines == []


def test_loss_that_grows_beyond_all_bounds(trial):
    made = trial(optimizer=keras.optimizers.SGD(1e6), epochs=50)
    assert made.training.status == "failed"
    assert "in epoch" in made.training.fault.message
    assert made.training.epochs == len(made.lines)


def test_terminate_on_nan_is_a_fault_too(trial):
    data = examples(20)
    data.targets[0] = np.nan
    made = trial(data=data, shuffle=False, callbacks=[keras.callbacks.TerminateOnNaN()])
    assert made.training.status == "failed"


def test_last_step_whose_loss_nobody_sees(trial):
    # One step: its loss is finite, and the weights after it are not.
    made = trial(data=examples(8, 1e15), optimizer=keras.optimizers.SGD(1e30), epochs=1)
    assert (made.training.status, made.training.fault.at) == ("failed", (0, 1))
    assert "a weight is not finite in epoch 1, step 1 (learning rate 1e+30)" in made.training.fault.message
    assert made.lines == []


def test_signal_stops_between_two_batches(trial):
    def on_event(event, made):
        if isinstance(event, BatchEnded) and (event.epoch, event.step) == (1, 2):
            made.stop.signal = signal.SIGINT

    made = trial(on_event=on_event, epochs=5)
    assert (made.training.status, made.training.epochs, made.training.steps) == ("interrupted", 1, 5)
    assert len(made.lines) == 1


def test_signal_during_validation(trial):
    def on_event(event, made):
        if isinstance(event, ValidationStarted):
            made.stop.signal = signal.SIGTERM

    made = trial(on_event=on_event, validation=examples(64))
    assert (made.training.status, made.training.epochs, made.training.steps) == ("interrupted", 0, 3)


def test_signal_after_an_epoch(trial):
    def on_event(event, made):
        if isinstance(event, EpochEnded):
            made.stop.signal = signal.SIGINT

    made = trial(on_event=on_event)
    assert (made.training.status, made.training.epochs, len(made.lines)) == ("interrupted", 1, 1)


def test_signal_before_the_first_step_leaves_a_model_that_loads(trial, tmp_path):
    def on_event(event, made):
        if isinstance(event, BatchEnded):
            raise KeyboardInterrupt

    made = trial(on_event=on_event, optimizer="adam")
    assert made.training.status == "interrupted"
    made.model.save(tmp_path / "m.keras")
    keras.models.load_model(tmp_path / "m.keras")


def test_stopped_callbacks_close_their_files(trial, tmp_path):
    def on_event(event, made):
        if isinstance(event, BatchEnded) and event.epoch == 1:
            made.stop.signal = signal.SIGINT

    logger = keras.callbacks.CSVLogger(str(tmp_path / "history.csv"))
    trial(on_event=on_event, callbacks=[logger])
    assert logger.csv_file.closed
    assert len((tmp_path / "history.csv").read_text().splitlines()) == 2


class Counter(keras.callbacks.Callback):  # type: ignore[misc]
    """Counts the ends of the training."""

    ends = 0

    def on_train_end(self, logs: Any = None) -> None:
        self.ends += 1


def not_a_number() -> ArrayExamples:
    data = examples(20)
    data.targets[0] = np.nan
    return data


def stop_by(number: signal.Signals) -> Callable[[Any, Any], None]:
    def on_event(event: Any, made: Any) -> None:
        if isinstance(event, BatchEnded):
            made.stop.signal = number

    return on_event


ENDS: dict[str, tuple[str, dict[str, Any]]] = {
    "whole": ("finished", {}),
    "early": ("finished", {"early": True}),
    "not a number": ("failed", {"data": not_a_number()}),
    "Ctrl-C": ("interrupted", {"on_event": stop_by(signal.SIGINT)}),
    "the time is up": ("interrupted", {"on_event": stop_by(signal.SIGALRM)}),
}


@pytest.mark.parametrize("engine", ["loop", "keras"])
@pytest.mark.parametrize("end", ENDS)
def test_callbacks_are_told_of_every_end_once(trial, tmp_path, end, engine):
    status, sections = ENDS[end]
    counter, logger = Counter(), keras.callbacks.CSVLogger(str(tmp_path / "history.csv"))
    callbacks: list[Any] = [counter, logger]
    if "early" in sections:
        sections = {"epochs": 9}
        callbacks.append(keras.callbacks.EarlyStopping(monitor="loss", mode="max", patience=1))
    made = trial(callbacks=callbacks, engine=engine, **sections)
    assert (made.training.status, counter.ends, logger.csv_file.closed) == (status, 1, True)
    assert made.training.epochs == len(made.lines) < 9


def test_callbacks_close_their_files_where_nothing_can_go_on(trial, tmp_path):
    def on_event(event, made):
        if isinstance(event, EpochEnded):
            raise StorageError("disk full")

    class Broken(Counter):
        def on_train_end(self, logs: Any = None) -> None:
            super().on_train_end(logs)
            raise OSError("disk full, too")

    broken, logger = Broken(), keras.callbacks.CSVLogger(str(tmp_path / "history.csv"))
    with pytest.raises(StorageError, match=r"^disk full$"):
        trial(on_event=on_event, callbacks=[logger, broken])
    assert (broken.ends, logger.csv_file.closed) == (1, True)


def test_a_weight_that_is_no_number_at_a_stop_is_a_fault_and_an_end(trial):
    counter = Counter()
    made = trial(
        data=examples(24, 1e15),
        optimizer=keras.optimizers.SGD(1e30),
        chunk=1,
        callbacks=[counter],
        on_event=stop_by(signal.SIGINT),
        checkpoints=Checkpoints(write=refuse_bad_numbers),
    )
    assert (made.training.status, counter.ends) == ("failed", 1)
    assert "a weight is not finite in epoch 1, step 1" in made.training.fault.message
    assert made.training.fault.at == (0, 1)


def refuse_bad_numbers(position: Any, arrays: Any, state: Any, is_best: bool) -> None:
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise NonFiniteArray(name, (0,), "nan")


def test_the_engine_of_keras_tells_what_the_loop_would_name(trial):
    made = trial(data=not_a_number(), shuffle=False, engine="keras")
    fault = made.training.fault
    assert fault.message == "the loss is nan in epoch 1, step 1 (learning rate 0.01): training stopped"
    assert "`fit.engine: loop` names the layer" in fault.hint
    assert fault.at == (0, 1)


def test_stopped_before_the_callbacks_began(trial, tmp_path):
    class Impatient(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_begin(self, logs: Any = None) -> None:
            raise KeyboardInterrupt

    logger = keras.callbacks.CSVLogger(str(tmp_path / "history.csv"))
    made = trial(callbacks=[Impatient(), logger])
    assert (made.training.status, made.training.epochs) == ("interrupted", 0)


def test_stopped_while_averaged_weights_are_scored(trial):
    def on_event(event, made):
        if isinstance(event, ValidationStarted):
            made.stop.signal = signal.SIGINT

    plain = trial(optimizer=keras.optimizers.SGD(use_ema=True), epochs=1).model.optimizer
    callback = keras.callbacks.SwapEMAWeights()
    optimizer = keras.optimizers.SGD(use_ema=True)
    made = trial(optimizer=optimizer, callbacks=[callback], validation=examples(8), on_event=on_event)
    averages = [np.asarray(value) for value in optimizer._model_variables_moving_average]
    expected = [np.asarray(value) for value in plain._model_variables_moving_average]
    np.testing.assert_allclose(averages[0], expected[0], rtol=1e-5)
    assert not np.allclose(averages[0], made.model.get_weights()[0], rtol=1e-6)


def test_best_weights_are_restored(trial):
    early = keras.callbacks.EarlyStopping(monitor="loss", mode="max", patience=1, restore_best_weights=True)
    made = trial(callbacks=[early], epochs=9)
    one = trial(epochs=1)
    assert (made.training.status, made.training.epochs) == ("finished", 2)
    np.testing.assert_array_equal(made.model.get_weights()[0], one.model.get_weights()[0])


def test_steps_per_epoch(trial):
    made = trial(data=examples(64), steps_per_epoch=3, epochs=2)
    assert [line["steps"] for line in made.lines] == [3, 3]


def test_validation_steps_and_batch_size(trial):
    # The mean over the first two rows alone.
    data = examples(20)
    made = trial(validation=data, validation_steps=1, validation_batch_size=2, epochs=1)
    scores = made.model.evaluate(data.inputs[:2], data.targets[:2], verbose=0)
    assert made.lines[0]["val_loss"] == pytest.approx(scores[0], rel=1e-5)


def test_rows_keep_their_order_without_shuffling(trial):
    seen: list[Any] = []
    for shuffle in (False, True):
        data = examples(24)
        made = trial(data=data, shuffle=shuffle, epochs=1, optimizer=keras.optimizers.SGD(0.1))
        seen.append(made.model.get_weights()[0])
    assert not np.array_equal(*seen)


def test_loss_that_does_not_fit_is_explained(trial):
    data = ArrayExamples(np.ones((8, 2), "float32"), np.ones((8, 2, 3), "float32"))
    with pytest.raises(
        (BuildError, DataError), match="Keras refuses to train this model: |a step on the data failed"
    ):
        trial(compiled={"loss": "categorical_hinge"}, data=data)


def test_record_that_cannot_be_written_stops_training(trial):
    def on_event(event, made):
        if isinstance(event, EpochEnded):
            raise StorageError("disk full")

    with pytest.raises(StorageError, match="disk full"):
        trial(on_event=on_event)
