"""SIGINT, SIGTERM and SIGHUP at any time: saved, resumable, the right exit code, and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrun.rundir.checkpoint import Position, read_checkpoint
from kerasrun.rundir.history import read_history
from kerasrun.rundir.manifest import check_manifest, read_manifest
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.status import read_status
from tests.fault.conftest import COMPILE, Straight, end_of, positions, source, write
from tests.fault.process import Done, Running, run, start

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
SECONDS = 10
"""In which a process must end; on an idle machine it takes a tenth."""
LONG = {"epochs": 100_000, "batch_size": 8}
SIGNALS = pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)

When = Callable[[], bool]


def stopped(process: Running, folder: Path, number: signal.Signals) -> Done:
    """Send the signal; make sure that the process ends as it should, and return how."""
    process.send(number)
    assert process.ends_within(SECONDS)
    done = process.wait()
    assert done.code == CODES[number], done
    assert "Traceback" not in done.out + done.err
    run_directory = latest_run(folder / "runs")
    status = read_status(run_directory)
    assert (status.state, status.reason) == ("interrupted", number.name)
    assert status.epochs == len(read_history(run_directory))
    check_manifest(run_directory, read_manifest(run_directory).files)
    return done


def some_epochs(folder: Path, epochs: int = 1) -> When:
    """Return whether so many epochs are written down."""

    def is_true() -> bool:
        files = list(folder.glob("runs/*/history.jsonl"))
        return bool(files) and files[0].read_text("utf-8").count("\n") >= epochs

    return is_true


@SIGNALS
def test_while_it_trains_and_saves(tmp_path: Path, straight: Straight, number: signal.Signals) -> None:
    # A checkpoint after each chunk: about half of the time goes into saving.
    spec = write(tmp_path)
    process = start(tmp_path, "train", spec, "fit.epochs=100000")
    process.wait_until(some_epochs(tmp_path, 2))
    done = stopped(process, tmp_path, number)
    assert "go on with `kerasrun resume runs/tiny-" in done.err
    assert latest_run(tmp_path / "runs").model_file.is_file()
    assert not any(path.name.startswith(".") for path in latest_run(tmp_path / "runs").directory.iterdir())


def test_it_goes_on_from_the_step_of_the_signal(tmp_path: Path, straight: Straight) -> None:
    done = run(tmp_path, "train", write(tmp_path, runtime={"jit": False}), fault="interrupt=11")
    assert done.code == 130, done
    # The step of the signal is in the chunk of steps 11 and 12; it stops behind the one after that.
    assert positions(tmp_path)[0] == Position(1, 6)
    assert end_of(run(tmp_path, "resume", "--allow-change", "--json"), tmp_path) == straight("dense")


@SIGNALS
def test_while_it_validates(tmp_path: Path, number: signal.Signals) -> None:
    # Nearly all of the time is validation.
    data = {"source": source(4, train=16)["source"], "validation": source(4, train=40_000)["source"]}
    fit = {**LONG, "validation_batch_size": 1}
    process = start(
        tmp_path, "train", write(tmp_path, data=data, fit=fit, compile={**COMPILE, "metrics": []})
    )
    process.wait_until(lambda: any(tmp_path.glob("runs/*/checkpoints/epoch*")))
    process.ends_within(1)
    stopped(process, tmp_path, number)
    checkpoint = read_checkpoint(latest_run(tmp_path / "runs"))
    assert checkpoint is not None
    assert 0 < checkpoint.state["scored"] < 40_000


@SIGNALS
def test_while_it_loads_data(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, "train", write(tmp_path, data=source(2000, train=60_000)))
    process.wait_until(lambda: any(tmp_path.glob("runs/*/resolved.yaml")))
    process.ends_within(0.3)
    stopped(process, tmp_path, number)
    assert positions(tmp_path) == []


@SIGNALS
def test_while_it_compiles(tmp_path: Path, number: signal.Signals) -> None:
    layers = [{"Dense": {"units": 8, "activation": "relu"}} for _ in range(30)]
    spec = write(
        tmp_path,
        model={"layers": [*layers, {"Dense": {"units": 3, "activation": "softmax"}}]},
        runtime={"jit": True},
        fit=LONG,
    )
    process = start(tmp_path, "train", spec, "--force", grace="10m")
    process.wait_until(lambda: "model" in read_log(tmp_path))
    process.ends_within(1.5)
    process.send(number)
    # XLA cannot be interrupted: it stops after the first chunk.
    done = process.wait()
    assert done.code == CODES[number], done
    assert read_status(latest_run(tmp_path / "runs")).reason == number.name


def read_log(folder: Path) -> str:
    """Return what the one process in the folder has said so far."""
    return "".join(file.read_text("utf-8") for file in folder.glob(".err-*"))


def test_twice_ends_it_at_once_and_leaves_the_files_whole(tmp_path: Path, straight: Straight) -> None:
    process = start(tmp_path, "train", write(tmp_path), "fit.epochs=100000")
    process.wait_until(some_epochs(tmp_path))
    process.send(signal.SIGINT)
    process.ends_within(0.01)
    done = stopped(process, tmp_path, signal.SIGINT)
    assert done.code == 130
    assert positions(tmp_path)
    assert run(tmp_path, "resume", "--allow-change", "--epochs", "=1", "--json").code == 0


def test_the_time_is_up(tmp_path: Path, straight: Straight) -> None:
    spec = write(tmp_path)
    done = run(tmp_path, "train", spec, "fit.epochs=100000", "--max-time", "4s")
    assert done.code == 130, done
    status = read_status(latest_run(tmp_path / "runs"))
    assert (status.state, status.reason) == ("interrupted", "max-time")
    assert "the time is up: stopped after" in done.err
    # Again and again until it is done, as a scheduler would: here once more, without a limit.
    reached = status.epochs
    goal = str(reached + 1)
    assert (
        run(tmp_path, "resume", "--epochs", goal, "--max-time", "1h", "--json").json()["epochs"]
        == reached + 1
    )


def test_nohup_keeps_a_process_deaf_to_a_closed_terminal(tmp_path: Path) -> None:
    process = start(tmp_path, "train", write(tmp_path, fit=LONG), ignored=[signal.SIGHUP])
    process.wait_until(some_epochs(tmp_path))
    process.send(signal.SIGHUP)
    process.wait_until(some_epochs(tmp_path, 3))
    stopped(process, tmp_path, signal.SIGTERM)


@pytest.mark.parametrize("delay", [0.3, 1.5])
def test_a_cold_process_before_tensorflow_is_there(tmp_path: Path, delay: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kerasrun", "train", write(tmp_path, fit=LONG)],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT), err
    assert "Traceback" not in out + err


STRATEGY = """
import json, os, signal, socket, sys, time
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    place = f"127.0.0.1:{free.getsockname()[1]}"
worker = {"cluster": {"worker": [place]}, "task": {"type": "worker", "index": 0}}
os.environ["TF_CONFIG"] = json.dumps(worker)
import tensorflow as tf
strategy = tf.distribute.MultiWorkerMirroredStrategy()
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(0.1)
import kerasrun
from kerasrun.errors import Terminated
try:
    kerasrun.train(kerasrun.load_spec("tiny.yaml"))
except Terminated as error:
    sys.exit(error.exit_code)
"""
"""TensorFlow has taken SIGTERM for itself: the process outlives the one that it sends to itself."""


def test_after_a_strategy_of_several_workers_took_the_signal(tmp_path: Path) -> None:
    write(tmp_path, fit=LONG)
    process = subprocess.Popen(
        [sys.executable, "-c", STRATEGY], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    is_there = some_epochs(tmp_path)
    while not is_there():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143, err
    assert read_status(latest_run(tmp_path / "runs")).reason == "SIGTERM"
    assert read_checkpoint(latest_run(tmp_path / "runs")) is not None
