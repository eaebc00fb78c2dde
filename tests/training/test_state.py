"""Stopped and gone on from what was captured: the same bits as without a stop."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples
from kerasrun.errors import ResumeRefused
from kerasrun.events import BatchEnded, EpochEnded, ValidationStarted
from kerasrun.rundir.exact_json import format_exact, parse_exact
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.keeper import Checkpoints
from kerasrun.training.plan import Plan
from kerasrun.training.state import restore_callbacks, restore_model
from kerasrun.training.train import train

L = keras.layers
ROWS = 44
STREAM = np.random.default_rng(1)
LABELS = STREAM.integers(0, 3, ROWS)
VECTORS = ArrayExamples(
    (STREAM.normal(size=(ROWS, 5)) + LABELS[:, None]).astype("float32"), LABELS.astype("int32")
)
SEQUENCES = ArrayExamples(STREAM.random((ROWS, 5, 4)).astype("float32"), LABELS.astype("int32"))
IMAGES = ArrayExamples(STREAM.random((ROWS, 8, 8, 1)).astype("float32"), LABELS.astype("int32"))


def softmax() -> Any:
    return L.Dense(3, activation="softmax")


MODELS: dict[str, tuple[ArrayExamples, Callable[[], list[Any]]]] = {
    "dense": (
        VECTORS,
        lambda: [L.Dense(6), L.BatchNormalization(), L.GaussianNoise(0.1), L.Dropout(0.3), softmax()],
    ),
    "lstm": (SEQUENCES, lambda: [L.LSTM(4, recurrent_dropout=0.2, dropout=0.1), softmax()]),
    "cnn": (IMAGES, lambda: [L.RandomFlip(), L.Conv2D(3, 3), L.Dropout(0.2), L.Flatten(), softmax()]),
}


def callbacks() -> list[Any]:
    return [
        keras.callbacks.EarlyStopping("val_loss", patience=3, restore_best_weights=True),
        keras.callbacks.ReduceLROnPlateau("loss", patience=0, min_delta=0.05, cooldown=1),
    ]


class Trial:
    """One training, which can be stopped at an event and gone on with."""

    def __init__(
        self, name: str = "dense", schedule: bool = False, ema: bool = False, fixed: bool = False, **plan: Any
    ) -> None:
        self.data, self.layers = MODELS[name]
        self.schedule = schedule
        self.ema = ema
        self.fixed = fixed
        self.plan = {"epochs": 4, "batch_size": 8, "chunk": 2, "seed": 5, "validation_batch_size": 8, **plan}
        self.lines: list[Any] = []
        self.kept: Any = None

    def run(
        self, stop_at: Callable[[Any], bool] = lambda event: False, restored: Any = None, used: Any = None
    ) -> Any:
        keras.backend.clear_session()
        keras.utils.set_random_seed(0)
        shape = self.data.inputs.shape[1:]
        start = keras.Input(batch_shape=(8, *shape)) if self.fixed else keras.Input(shape)
        model = keras.Sequential([start, *self.layers()])
        rate = keras.optimizers.schedules.CosineDecay(0.05, 30) if self.schedule else 0.05
        model.compile(
            keras.optimizers.Adam(rate, use_ema=self.ema),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
            jit_compile=False,
        )
        stop = StopRequest()

        def notify(event: Any) -> None:
            if stop_at(event):
                stop.signal = signal.SIGINT

        def write(position: Any, arrays: Any, state: Any, is_best: bool) -> None:
            self.kept = (
                {name: np.array(array) for name, array in arrays.items()},
                parse_exact(format_exact(state)),
            )

        self.training = train(
            model,
            self.data,
            ArrayExamples(self.data.inputs[:16], self.data.targets[:16]),
            Plan(**self.plan),
            callbacks=used if used is not None else ([] if self.schedule else callbacks()),
            record=lambda line: self.lines.append(dict(line)),
            notify=notify,
            stop=stop,
            checkpoints=Checkpoints(write, "epoch", restored),
        )
        return model

    def history(self) -> list[dict[str, Any]]:
        return [{k: v for k, v in line.items() if "second" not in k} for line in self.lines]


def bits(model: Any) -> list[bytes]:
    return [np.asarray(variable).tobytes() for variable in [*model.variables, *model.optimizer.variables]]


STOPS: dict[str, Callable[[Any], bool]] = {
    "in the first epoch": lambda event: isinstance(event, BatchEnded) and event.epoch == 0,
    "at the last chunk of an epoch": lambda event: (
        isinstance(event, BatchEnded) and (event.epoch, event.step) == (1, 6)
    ),
    "in a validation": lambda event: isinstance(event, ValidationStarted) and event.epoch == 1,
    "at the end of an epoch": lambda event: isinstance(event, EpochEnded) and event.epoch == 0,
    "in the last epoch": lambda event: isinstance(event, BatchEnded) and (event.epoch, event.step) == (3, 4),
}


CASES = [
    *[("dense", False, stop) for stop in STOPS],
    ("lstm", True, "in a validation"),
    ("lstm", True, "at the last chunk of an epoch"),
    ("cnn", False, "in the last epoch"),
]


@pytest.mark.parametrize(("name", "schedule", "stop"), CASES)
def test_the_same_bits_as_without_a_stop(name: str, schedule: bool, stop: str) -> None:
    whole = Trial(name, schedule)
    expected = bits(whole.run())
    stopped = Trial(name, schedule)
    stopped.run(STOPS[stop])
    status = stopped.training.status
    assert status == "interrupted"
    model = stopped.run(restored=stopped.kept)
    assert stopped.training.status == "finished"
    assert bits(model) == expected
    assert stopped.history() == whole.history()
    assert stopped.training.steps == whole.training.steps


def test_more_epochs_are_one_long_run() -> None:
    expected = Trial(epochs=6)
    bits_expected = bits(expected.run())
    trial = Trial(epochs=3)
    trial.run()
    trial.plan["epochs"] = 6
    assert bits(trial.run(restored=trial.kept)) == bits_expected
    assert trial.history() == expected.history()


def test_early_stopping_counts_on() -> None:
    def patient() -> list[Any]:
        return [keras.callbacks.EarlyStopping("val_loss", mode="max", patience=2, restore_best_weights=True)]

    whole = Trial(epochs=9)
    expected = bits(whole.run(used=patient()))
    assert whole.training.epochs == 3
    trial = Trial(epochs=9)
    trial.run(STOPS["in a validation"], used=patient())
    assert bits(trial.run(restored=trial.kept, used=patient())) == expected
    assert trial.training.epochs == 3


def test_averaged_weights_swapped_in_for_a_validation() -> None:
    def swap() -> list[Any]:
        return [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)]

    whole = Trial(ema=True)
    expected = bits(whole.run(used=swap()))
    for stop in ("in a validation", "at the end of an epoch"):
        trial = Trial(ema=True)
        trial.run(STOPS[stop], used=swap())
        assert bits(trial.run(restored=trial.kept, used=swap())) == expected
        assert trial.history() == whole.history()


def test_the_states_of_stateful_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    data = ArrayExamples(SEQUENCES.inputs[:40], SEQUENCES.targets[:40])
    layers = [L.Bidirectional(L.GRU(3, stateful=True, return_sequences=True)), L.LSTM(4, stateful=True)]
    monkeypatch.setitem(
        MODELS,
        "stateful",
        (data, lambda: [*(type(x).from_config(x.get_config()) for x in layers), softmax()]),
    )

    def trial() -> Trial:
        return Trial("stateful", schedule=True, shuffle=False, fixed=True, epochs=2)

    expected = bits(trial().run())
    stopped = trial()
    stopped.run(STOPS["in the first epoch"])
    assert bits(stopped.run(restored=stopped.kept)) == expected


def test_another_model_is_refused() -> None:
    trial = Trial()
    model = trial.run()
    arrays, state = trial.kept
    fewer = {name: array for name, array in arrays.items() if name != "model/00000"}
    with pytest.raises(ResumeRefused, match="of another model"):
        restore_model(model, fewer, state)
    arrays["model/00000"] = np.zeros((3, 3))
    with pytest.raises(ResumeRefused, match="of shape"):
        restore_model(model, arrays, state)
    with pytest.raises(ResumeRefused, match="callbacks"):
        restore_callbacks([], arrays, state)
