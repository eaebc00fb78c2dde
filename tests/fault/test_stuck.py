"""A step that never comes back: a signal ends the process all the same, and the last checkpoint is whole."""

from __future__ import annotations

import signal
from pathlib import Path

from kerasrun.rundir.checkpoint import read_checkpoint
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.status import read_status
from tests.fault.conftest import COMPILE, end_of, write
from tests.fault.process import Running, run, start

CODE = """\
import ctypes
from pathlib import Path

import keras
import tensorflow as tf

steps = 0


def wait(value):
    global steps
    steps += 1
    if steps == 30 and Path("stuck").exists():
        Path("stuck").unlink()
        # The second time it waits for itself, in C and without Python's lock; no signal wakes it.
        mutex, libc = ctypes.create_string_buffer(64), ctypes.CDLL(None)
        libc.pthread_mutex_lock(mutex)
        libc.pthread_mutex_lock(mutex)
    return value


def loss(y_true, y_pred):
    value = keras.losses.categorical_crossentropy(y_true, y_pred)
    with tf.control_dependencies([tf.numpy_function(wait, [value], tf.float32)]):
        return tf.identity(value)
"""


def start_stuck(folder: Path, grace: str) -> Running:
    """Return a training that hangs in a step of its third epoch."""
    (folder / "code.py").write_text(CODE, "utf-8")
    (folder / "stuck").touch()
    spec = write(folder, compile={**COMPILE, "loss": {"python": "code.py:loss"}})
    process = start(folder, "train", spec, "--allow-code", "--json", grace=grace)
    process.wait_until(lambda: not (folder / "stuck").exists())
    return process


def test_termination_ends_it_after_the_grace_and_it_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    process = start_stuck(tmp_path, "1s")
    process.send(signal.SIGTERM)
    assert process.ends_within(10)
    done = process.wait()
    assert done.code == 143, done
    assert done.err.splitlines()[-1] == (
        "stopped by SIGTERM: a step does not come back, and what came after the last checkpoint is lost"
    )
    stuck = latest_run(tmp_path / "runs")
    assert read_status(stuck).state == "stopped"
    checkpoint = read_checkpoint(stuck)
    assert checkpoint is not None
    assert (checkpoint.notes, checkpoint.position.epoch) == ((), 2)
    resumed = end_of(run(tmp_path, "resume", "--allow-code", "--json"), tmp_path)
    assert resumed == end_of(run(tmp_path, "train", "tiny.yaml", "--allow-code", "--json"), tmp_path)


def test_ctrl_c_waits_and_a_second_one_does_not(tmp_path: Path) -> None:
    process = start_stuck(tmp_path, "0.1s")
    process.send(signal.SIGINT)
    assert not process.ends_within(1)
    process.send(signal.SIGINT)
    assert process.ends_within(10)
    done = process.wait()
    assert done.code == 130, done
    assert read_checkpoint(latest_run(tmp_path / "runs")) is not None
