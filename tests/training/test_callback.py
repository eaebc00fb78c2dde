"""Every public callback of Keras, under the loop and under `fit`: what it did must be the same."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples
from kerasrun.events import ignore
from kerasrun.training.callback import wants_single_batches
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.plan import Plan
from kerasrun.training.train import train
from tests.training.written import assert_same, contents

C = keras.callbacks
PUBLIC = sorted(name for name in dir(C) if name[0].isupper())
HOOKS = [f"on_{phase}_{moment}" for phase in ("train", "epoch", "test") for moment in ("begin", "end")]
BATCH_HOOKS = [f"on_{phase}batch_{m}" for phase in ("", "train_", "test_") for m in ("begin", "end")]
EMA = {"use_ema": True, "ema_momentum": 0.5}
Make = Callable[[Path], Any]


def witness(told: list[Any], *hooks: str) -> Any:
    """Return a user's callback that notes what these of its methods are told."""

    def noting(hook: str) -> Any:
        def note(self: Any, *place: Any, logs: Any = None) -> None:
            told.append([hook, *place, logs])

        return note

    return type("Witness", (C.Callback,), {hook: noting(hook) for hook in hooks})()


def stop_after(epoch: int) -> Any:
    def on_epoch_end(self: Any, ended: int, logs: Any = None) -> None:
        self.model.stop_training = ended == epoch

    return type("Stop", (C.Callback,), {"on_epoch_end": on_epoch_end})()


def warm_up(folder: Path) -> Any:
    """Return a user's callback that raises the rate from batch to batch and stops inside an epoch."""

    class WarmUp(keras.callbacks.Callback):  # type: ignore[misc]
        done = 0

        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            self.model.optimizer.learning_rate = 0.01 * self.done
            self.done += 1
            if self.done == 12:
                self.model.stop_training = True

    return WarmUp()


def write_logs(path: Path, epoch: int, logs: Any) -> None:
    seen = json.loads(path.read_text()) if path.exists() else []
    path.write_text(json.dumps([*seen, [epoch, logs]]))


CASES: dict[str, tuple[Make, dict[str, Any]]] = {
    "BackupAndRestore": (lambda f: C.BackupAndRestore(f / "b", delete_checkpoint=False), {}),
    "BackupAndRestore of batches": (
        lambda f: C.BackupAndRestore(f / "b", save_freq=4, double_checkpoint=True, delete_checkpoint=False),
        {},
    ),
    "BackupAndRestore that deletes": (lambda f: C.BackupAndRestore(f / "b"), {}),
    "Callback": (lambda f: stop_after(1), {}),
    "Callback of batches": (warm_up, {}),
    "CallbackList": (lambda f: C.CallbackList([stop_after(1), C.CSVLogger(f / "h.csv")]), {}),
    "CSVLogger": (lambda f: C.CSVLogger(f / "h.csv", separator=";"), {}),
    "EarlyStopping": (
        lambda f: C.EarlyStopping(
            "loss", mode="max", patience=1, restore_best_weights=True, start_from_epoch=1
        ),
        {"epochs": 9},
    ),
    "EarlyStopping at a baseline": (lambda f: C.EarlyStopping("val_mae", baseline=0.0, patience=2), {}),
    "History": (lambda f: C.History(), {"validation_freq": 2}),
    "LambdaCallback": (
        lambda f: C.LambdaCallback(on_epoch_end=functools.partial(write_logs, f / "logs.json")),
        {"validation_steps": 2, "validation_batch_size": 4},
    ),
    "LearningRateScheduler": (lambda f: C.LearningRateScheduler(lambda epoch, rate: rate * 0.9**epoch), {}),
    "ModelCheckpoint": (lambda f: C.ModelCheckpoint(f / "{epoch}-{val_loss:.4f}.keras"), {}),
    "ModelCheckpoint of the best": (
        lambda f: C.ModelCheckpoint(f / "{epoch}.keras", monitor="mae", mode="max", save_best_only=True),
        {},
    ),
    "ModelCheckpoint of batches": (
        lambda f: C.ModelCheckpoint(f / "{epoch}-{batch}.weights.h5", save_freq=4, save_weights_only=True),
        {},
    ),
    "ProgbarLogger": (lambda f: C.ProgbarLogger(), {}),
    "ReduceLROnPlateau": (
        lambda f: C.ReduceLROnPlateau("loss", factor=0.5, patience=1, min_delta=9, cooldown=1, min_lr=0.03),
        {"epochs": 8},
    ),
    "SwapEMAWeights": (lambda f: C.SwapEMAWeights(), {"optimizer": EMA}),
    "SwapEMAWeights of epochs": (lambda f: C.SwapEMAWeights(swap_on_epoch=True), {"optimizer": EMA}),
    "TensorBoard": (lambda f: C.TensorBoard(f, histogram_freq=2, write_images=True), {}),
    "TensorBoard of batches": (lambda f: C.TensorBoard(f, update_freq="batch"), {}),
    "TensorBoard of some": (lambda f: C.TensorBoard(f, update_freq=3, write_steps_per_second=True), {}),
    "TerminateOnNaN": (lambda f: C.TerminateOnNaN(), {}),
}
"""What makes each callback, and what else the training has."""

KEPT = ("best", "best_epoch", "best_weights", "wait", "stopped_epoch", "cooldown_counter", "seen", "epochs")


def run(engine: Any, callback: Any, *, optimizer: Any = None, **plan: Any) -> dict[str, Any]:
    """Train and return all that must not depend on the engine."""
    stream = np.random.default_rng(0)
    inputs = stream.normal(size=(52, 3)).astype("float32")
    data = ArrayExamples(inputs, inputs.sum(axis=1, keepdims=True) + 1)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, name="dense")], name="line")
    sgd = keras.optimizers.SGD(**{"learning_rate": 0.1, **(optimizer or {})})
    # Without graphs `fit` gives the same, and is sooner ready.
    model.compile(sgd, "mse", metrics=["mae"], run_eagerly=engine == "keras", jit_compile=False)
    lines: list[dict[str, Any]] = []
    # Seven batches an epoch, the last one short; chunks of three.
    ended = train(
        model,
        data,
        ArrayExamples(data.inputs[:20], data.targets[:20]),
        Plan(**{"epochs": 4, "batch_size": 8, "shuffle": False, "engine": engine, "chunk": 3, **plan}),
        callbacks=[callback],
        record=lambda line: lines.append(dict(line)),
        notify=ignore,
        stop=StopRequest(),
    )
    clocks = {"seconds", "samples_per_second"}
    return {
        "ended": [ended.status, ended.epochs, ended.steps],
        "fault": str(ended.fault).split(" (")[0],
        "weights": [variable.numpy() for variable in [*model.weights, *model.optimizer.variables]],
        "history": [model.history.epoch, model.history.history],
        "params": callback.params,
        "kept": {name: vars(callback)[name] for name in KEPT if name in vars(callback)},
        "lines": [{key: value for key, value in line.items() if key not in clocks} for line in lines],
    }


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
@pytest.mark.parametrize("name", CASES)
def test_a_callback_does_what_it_does_in_fit(name: str, tmp_path: Path) -> None:
    make, options = CASES[name]
    made: list[Any] = []
    for engine in ("loop", "keras"):
        folder = tmp_path / engine
        folder.mkdir()
        made.append([run(engine, make(folder), **options), contents(folder)])
    assert_same(*made)
    writes = ("Checkpoint", "Board", "List", "CSV", "Lambda", "Backup")
    assert bool(made[0][1]) == (any(part in name for part in writes) and "deletes" not in name)


@pytest.mark.parametrize("raise_error", [False, True])
def test_a_loss_that_is_no_number_ends_it_at_the_step_at_which_fit_ends(raise_error: bool) -> None:
    callback, diverging = C.TerminateOnNaN(raise_error), {"learning_rate": 1e18}
    found, expected = (
        run("loop", callback, optimizer=diverging),
        run("keras", C.TerminateOnNaN(), optimizer=diverging),
    )
    assert found["fault"] == expected["fault"] == "the loss is inf in epoch 1, step 3"
    assert found["ended"][0] == expected["ended"][0] == "failed"


@pytest.fixture
def posted() -> Iterator[tuple[str, list[Any]]]:
    """The address of a server, and what was posted to it."""
    received: list[Any] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append([self.path, self.headers["X-Run"], json.loads(body)])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_remote_monitor_sends_what_it_sends_in_fit(posted: tuple[str, list[Any]]) -> None:
    address, received = posted
    for engine in ("loop", "keras"):
        run(engine, C.RemoteMonitor(address, path="/of", headers={"X-Run": "7"}, send_as_json=True))
    assert [body["epoch"] for *_, body in received] == [0, 1, 2, 3] * 2
    assert received[0][:2] == ["/of", "7"]
    assert set(received[0][2]) == {"epoch", "loss", "mae", "val_loss", "val_mae"}
    assert_same(received[:4], received[4:])


@pytest.mark.skipif(importlib.util.find_spec("orbax") is None, reason="needs orbax-checkpoint")
@pytest.mark.parametrize("save_freq", ["epoch", 4])
def test_orbax_checkpoint_saves_at_the_same_steps(save_freq: Any, tmp_path: Path) -> None:
    steps = []
    for engine in ("loop", "keras"):
        folder = tmp_path / engine
        run(
            engine, C.OrbaxCheckpoint(folder, save_freq=save_freq, max_to_keep=None, save_on_background=False)
        )
        steps.append(sorted(path.name for path in folder.iterdir()))
    assert steps[0] == steps[1]
    assert len(steps[0]) == (4 if save_freq == "epoch" else 7)


def test_no_public_class_is_forgotten() -> None:
    tested = {name.split()[0] for name in CASES} | {"RemoteMonitor", "OrbaxCheckpoint"}
    assert sorted(tested) == PUBLIC


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
@pytest.mark.parametrize(
    "plan",
    [{}, {"validation_freq": 2, "validation_batch_size": 6}, {"steps_per_epoch": 3, "validation_steps": 1}],
)
def test_a_callback_is_told_what_fit_tells_it(plan: dict[str, Any]) -> None:
    told: dict[str, list[Any]] = {"loop": [], "keras": []}
    for engine, events in told.items():
        made = run(engine, witness(events, *HOOKS, *BATCH_HOOKS[2:]), **plan)
        batches = [event for event in events if event[0] == "on_train_batch_end"]
        assert len(batches) == made["ended"][2]
    assert_same(told["loop"], told["keras"])


def test_a_backup_is_gone_on_from(tmp_path: Path) -> None:
    def train_on(engine: str, epochs: int) -> dict[str, Any]:
        return run(engine, C.BackupAndRestore(tmp_path / engine, delete_checkpoint=epochs > 2), epochs=epochs)

    assert_same(train_on("loop", 2), train_on("keras", 2))
    found, expected = train_on("loop", 4), train_on("keras", 4)
    assert_same(found, expected)
    assert found["history"][0] == [2, 3]
    assert_same(found["weights"], run("loop", C.Callback(), epochs=4)["weights"])


@pytest.mark.parametrize(
    ("wanted", "make"),
    [
        (False, lambda f: C.BackupAndRestore(f)),
        (True, lambda f: C.BackupAndRestore(f, save_freq=100)),
        (False, lambda f: C.Callback()),
        (False, lambda f: stop_after(1)),
        *((True, lambda f, hook=hook: witness([], hook)) for hook in BATCH_HOOKS),
        (False, lambda f: witness([], *HOOKS)),
        (False, lambda f: C.CallbackList([C.History(), stop_after(1)])),
        (True, lambda f: C.CallbackList([C.History(), witness([], "on_test_batch_end")])),
        (False, lambda f: C.CSVLogger(f / "h.csv")),
        (False, lambda f: C.EarlyStopping()),
        (False, lambda f: C.History()),
        (False, lambda f: C.LambdaCallback(on_epoch_end=print, on_train_begin=print)),
        *((True, lambda f, hook=hook: C.LambdaCallback(**{hook: print})) for hook in BATCH_HOOKS),
        (True, lambda f: C.LambdaCallback(on_train_batch_end=functools.partial(write_logs, f))),
        (False, lambda f: C.LearningRateScheduler(lambda epoch: 0.1)),
        (False, lambda f: C.ModelCheckpoint(f / "m.keras", save_best_only=True)),
        (True, lambda f: C.ModelCheckpoint(f / "m.keras", save_freq=5)),
        (False, lambda f: C.ProgbarLogger()),
        (False, lambda f: C.ReduceLROnPlateau()),
        (False, lambda f: C.RemoteMonitor()),
        (False, lambda f: C.SwapEMAWeights(swap_on_epoch=True)),
        (False, lambda f: C.TensorBoard(f, histogram_freq=1, write_steps_per_second=True)),
        (True, lambda f: C.TensorBoard(f, update_freq=50)),
        (True, lambda f: C.TensorBoard(f, update_freq="batch")),
        (True, lambda f: C.TensorBoard(f, profile_batch=(2, 4))),
        (False, lambda f: C.TerminateOnNaN()),
        (True, lambda f: type("Own", (C.EarlyStopping,), {"on_train_batch_end": print})()),
    ],
)
def test_who_wants_single_batches(wanted: bool, make: Make, tmp_path: Path) -> None:
    assert wants_single_batches(make(tmp_path)) is wanted
