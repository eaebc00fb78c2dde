"""What changed between two processes of a run: epochs, callbacks' counts, the spec, the data, versions."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import numpy as np

from kerasrun.rundir.run import latest_run
from tests.experiment import save_npz
from tests.fault.conftest import COMPILE, Straight, end_of, write
from tests.fault.process import run

PATIENT = [
    {"EarlyStopping": {"monitor": "val_loss", "patience": 2, "restore_best_weights": True}},
    {"ReduceLROnPlateau": {"monitor": "loss", "patience": 1, "min_delta": 0.05}},
    {"ModelCheckpoint": {"monitor": "val_loss", "save_best_only": True}},
]


def test_more_epochs_end_as_one_long_run(tmp_path: Path, straight: Straight) -> None:
    spec = write(tmp_path)
    assert run(tmp_path, "train", spec, "fit.epochs=2", "--json").code == 0
    done = run(tmp_path, "resume", "--epochs", "+1", "--json")
    assert done.json()["epochs"] == 3
    assert end_of(run(tmp_path, "train", spec, "--resume", "--json"), tmp_path) == straight("dense")
    told = run(tmp_path, "train", spec, "--resume")
    assert told.code == 0
    assert "the run is finished: 4 epochs" in told.err
    assert end_of(run(tmp_path, "resume", "--json"), tmp_path) == straight("dense")
    assert len(list((tmp_path / "runs").glob("tiny-*"))) == 1


def test_callbacks_go_on_counting(tmp_path: Path) -> None:
    compiled = {**COMPILE, "optimizer": {"Adam": {"learning_rate": 0.2}}}
    fit = {"epochs": 40, "batch_size": 8, "callbacks": PATIENT}
    spec = write(tmp_path, compile=compiled, fit=fit)
    whole = end_of(run(tmp_path, "train", spec, "--json", "--name", "whole"), tmp_path)
    assert len(whole.history) < 40
    assert len({line["learning_rate"] for line in whole.history}) > 1
    words: tuple[Any, ...] = ("train", spec, "--resume", "--json")
    for fault in ("epoch=1", "batch=3", "epoch=1"):
        assert run(tmp_path, *words, fault=fault).code == -signal.SIGKILL
    assert end_of(run(tmp_path, *words), tmp_path) == whole
    assert "a callback ended it after" in run(tmp_path, "resume").err


def test_another_spec_is_refused_field_by_field(tmp_path: Path) -> None:
    spec = write(tmp_path)
    assert run(tmp_path, "train", spec, fault="batch=4").code == -signal.SIGKILL
    changes = (
        "seed=9",
        "fit.batch_size=4",
        "compile.loss=mse",
        "model.layers[0].Dense=9",
        "fit.shuffle=false",
    )
    done = run(tmp_path, "train", spec, *changes, "--resume")
    assert done.code == 6, done
    for line in (
        "seed: 0 -> 9",
        "fit.batch_size: 8 -> 4",
        "compile.loss",
        "model.layers[0]",
        "fit.shuffle: True -> ",
    ):
        assert line in done.err
    assert "fit.epochs, expect, lint and runtime.checkpoint may change" in done.err
    # What changes no number may change.
    safe = ("fit.epochs=1", "expect={test.loss: '< 100'}", "runtime.checkpoint=epoch")
    assert run(tmp_path, "train", spec, *safe, "--resume").code == 0
    done = run(tmp_path, "train", spec, "fit.epochs=2", "fit.shuffle=false", "--resume", "--allow-change")
    assert done.code == 0, done
    report = latest_run(tmp_path / "runs").report_file.read_text("utf-8")
    assert "need not end with the same weights" in report
    assert "fit.shuffle: True -> False" in report


def test_other_data_is_refused(tmp_path: Path) -> None:
    stream = np.random.default_rng(0)
    x, y = stream.normal(size=(80, 4)).astype("float32"), np.arange(80) % 3
    spec = write(tmp_path, data={"source": save_npz(tmp_path, x_train=x, y_train=y), "validation": 0.2})
    assert run(tmp_path, "train", spec, fault="batch=4").code == -signal.SIGKILL
    x[7, 1] += 1
    save_npz(tmp_path, x_train=x, y_train=y)
    done = run(tmp_path, "resume")
    assert done.code == 6, done
    assert "the data of the train" in done.err
    assert run(tmp_path, "resume", "--allow-change").code == 0
    assert "changed since the run was begun" in latest_run(tmp_path / "runs").report_file.read_text("utf-8")


def test_other_versions_and_variables_are_told_and_no_bits_promised(tmp_path: Path) -> None:
    assert run(tmp_path, "train", write(tmp_path), fault="batch=4").code == -signal.SIGKILL
    file = latest_run(tmp_path / "runs").environment_file
    environment = json.loads(file.read_text("utf-8"))
    environment["versions"]["keras"] = "3.0.0"
    environment["variables"] = {"TF_ENABLE_ONEDNN_OPTS": "0"}
    file.write_text(json.dumps(environment), "utf-8")
    done = run(tmp_path, "resume")
    assert done.code == 0, done
    assert "begun with keras 3.0.0, TF_ENABLE_ONEDNN_OPTS=0: it need not end with the same bits" in " ".join(
        done.err.split()
    )
    report = latest_run(tmp_path / "runs").report_file.read_text("utf-8")
    assert "begun with keras 3.0.0" in report
    assert "bit for bit" not in report


def test_more_epochs_that_make_xla_worth_it_are_told(tmp_path: Path) -> None:
    spec = write(tmp_path, runtime={"checkpoint": "epoch"})
    assert run(tmp_path, "train", spec, "fit.epochs=1").code == 0
    done = run(tmp_path, "resume", "--epochs", "=20000", fault="epoch=1")
    assert done.code == -signal.SIGKILL
    assert "XLA compiles the steps from here on" in done.err
