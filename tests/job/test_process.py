"""What only a process of its own shows: real signals, the same bits again, and Keras without kerasrun."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.job.evaluate import evaluate
from kerasrun.job.load import load_spec
from kerasrun.job.train import train
from kerasrun.rundir.history import read_history
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.status import read_status
from tests.experiment import SOFTMAX, experiment, save_npz, write_experiment

IMAGES = {"synthetic": {"task": "classification", "shape": [8, 8, 3], "classes": 3, "train": 60, "test": 12}}
WAVES = {"synthetic": {"task": "classification", "shape": [8, 2], "classes": 3, "train": 60, "test": 12}}
GRAPH = {"optimizer": "adam", "loss": "categorical_crossentropy", "run_eagerly": False}
STACKS: dict[str, dict[str, Any]] = {
    "dense": {"model": {"layers": [{"Dense": 8}, {"Dropout": 0.5}, "BatchNormalization", *SOFTMAX]}},
    "lstm": {
        "data": {"source": WAVES, "validation": 0.2},
        "model": {"layers": [{"LSTM": {"units": 4, "dropout": 0.2, "recurrent_dropout": 0.2}}, *SOFTMAX]},
    },
    "cnn": {
        "data": {"source": IMAGES, "validation": 0.2},
        "model": {
            "layers": [
                {"RandomFlip": "horizontal"},
                {"RandomRotation": 0.1},
                {"Conv2D": {"filters": 4, "kernel_size": 3, "activation": "relu"}},
                "MaxPooling2D",
                {"GaussianNoise": 0.1},
                "Flatten",
                *SOFTMAX,
            ]
        },
    },
}
TRAIN = """
import json, sys
import kerasrun
outcomes = [kerasrun.train(kerasrun.load_spec(file), runs_dir=sys.argv[1]) for file in sys.argv[2:]]
print(json.dumps([o.as_json() for o in outcomes]))
"""
PREDICT = """
import json, sys
sys.modules["kerasrun"] = None
import keras, numpy, tensorflow
for folder in sys.argv[1:]:
    model = keras.models.load_model(folder + "/model.keras")
    inputs = numpy.load(folder + "/inputs.npy")
    inputs = tensorflow.constant(inputs.astype(object)) if inputs.dtype.kind == "U" else inputs
    numpy.save(folder + "/predicted.npy", model.predict(inputs, verbose=0))
assert not [name for name in sys.modules if name.startswith("kerasrun.")]
"""


def python(*arguments: Any, **more: Any) -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-c", *map(str, arguments)], capture_output=True, text=True, check=False, **more
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_another_process_trains_to_the_same_bits(tmp_path):
    files = [
        write_experiment(tmp_path / name, compile=GRAPH, **sections) for name, sections in STACKS.items()
    ]
    runs = json.loads(python(TRAIN, tmp_path / "runs", *files).splitlines()[-1])
    for first in reversed(runs):
        again = train(load_spec(Path(first["run"]) / "resolved.yaml"), runs_dir=tmp_path / "again").as_json()
        for key in ("weights_sha256", "optimizer_sha256", "scores"):
            assert again[key] == first[key], f"{first['run']}: {key}"
    assert len({run["weights_sha256"] for run in runs}) == 3


def test_plain_keras_loads_models_and_predicts_the_same(tmp_path):
    (tmp_path / "mine.py").write_text(
        "import keras\ndef top(y_true, y_pred):\n    return keras.ops.max(y_pred)\n"
    )
    formula = {"formula": "mean(y_pred)", "name": "mean_pred"}
    squares = {"formula": "(y_true - y_pred) ** 2", "name": "squares"}
    cross = {"loss": "categorical_crossentropy"}
    colours = np.array([["red"], ["blue"], ["green"]] * 8)
    lookup = {"dtype": "string", "layers": [{"StringLookup": {"output_mode": "one_hot"}}, *SOFTMAX]}
    numbers = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    cases: list[tuple[dict[str, Any], Any]] = [
        ({"compile": {**cross, "metrics": [formula, "accuracy"]}}, numbers),
        ({"compile": {"loss": squares, "metrics": [formula]}}, numbers),
        ({"compile": {**cross, "metrics": [{"python": "mine.py:top"}]}}, numbers),
        ({"model": {"layers": ["Normalization", {"Discretization": {"num_bins": 3}}, *SOFTMAX]}}, numbers),
    ]
    source = save_npz(tmp_path, x_train=colours, y_train=np.arange(24) % 3)
    cases.append(({"data": {"source": source}, "model": lookup}, colours[:5]))
    predicted: dict[str, Any] = {}
    for sections, inputs in cases:
        spec = experiment(tmp_path, **sections, fit={"epochs": 1})
        outcome = train(spec, runs_dir=tmp_path / "runs", allow_code=True)
        np.save(outcome.run.directory / "inputs.npy", inputs)
        model = keras.models.load_model(outcome.run.model_file)
        feed = keras.ops.convert_to_tensor(inputs) if inputs.dtype.kind == "U" else inputs
        predicted[str(outcome.run.directory)] = model.predict(feed, verbose=0)
    python(PREDICT, *predicted)
    for folder, values in predicted.items():
        np.testing.assert_allclose(np.load(f"{folder}/predicted.npy"), values, rtol=1e-6)


@pytest.mark.parametrize(
    ("number", "code", "train_rows", "validation_rows"),
    [(signal.SIGINT, 130, 32, 4000), (signal.SIGTERM, 143, 4000, 8)],
)
def test_real_signal_while_training(tmp_path, number, code, train_rows, validation_rows):
    # Most of an epoch is validation in the first case, training in the second.
    def source(rows: int) -> dict[str, Any]:
        return {"synthetic": {"task": "classification", "shape": [4], "classes": 3, "train": rows, "test": 9}}

    file = write_experiment(
        tmp_path,
        data={"source": source(train_rows), "validation": source(validation_rows)},
        compile=GRAPH,
        fit={"epochs": 10_000, "batch_size": 4},
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "kerasrun", "train", str(file)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    wait_for_epoch(tmp_path / "runs", process)
    time.sleep(0.2)
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert "Traceback" not in output + errors
    run = latest_run(tmp_path / "runs")
    status, history = read_status(run), read_history(run)
    assert (status.state, status.reason) == ("interrupted", number.name)
    assert status.epochs == len(history) >= 1
    assert f"interrupted after {status.epochs} whole epoch" in errors
    assert set(evaluate(run).scores) == {"train", "validation", "test"}


def wait_for_epoch(runs: Path, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if any(runs.glob("*/history.jsonl")):
            return
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.1)
    process.kill()
    raise AssertionError("no epoch ended within a minute")
