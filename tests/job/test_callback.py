"""Every callback that a spec can name leaves the same in a run under the loop as under `fit`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrun.analysis.pace import wants_single_batches
from kerasrun.builder.callback import build_callbacks
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.job.train import train
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.history import read_history
from kerasrun.training import callback as by_instance
from tests.experiment import experiment
from tests.training.written import assert_same, contents

USABLE = sorted(name for name in catalogue.names("callback") if not refused("callback", name))
SGD = {"SGD": {"learning_rate": 0.1}}
EMA = {"SGD": {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.5}}

CASES: list[tuple[str, dict[str, Any], bool]] = [
    ("CSVLogger", {"separator": ";", "append": True}, False),
    ("EarlyStopping", {"monitor": "loss", "mode": "max", "patience": 1, "restore_best_weights": True}, False),
    ("EarlyStopping", {"monitor": "val_loss", "baseline": 0.0, "patience": 2, "start_from_epoch": 1}, False),
    ("ModelCheckpoint", {}, False),
    ("ModelCheckpoint", {"monitor": "val_loss", "save_best_only": True, "save_weights_only": True}, False),
    ("ModelCheckpoint", {"save_freq": 2}, True),
    ("ReduceLROnPlateau", {"monitor": "loss", "patience": 1, "min_delta": 9.0, "cooldown": 1}, False),
    ("SwapEMAWeights", {}, False),
    ("SwapEMAWeights", {"swap_on_epoch": True}, False),
    ("TensorBoard", {"histogram_freq": 2, "write_images": True}, False),
    ("TensorBoard", {"update_freq": "batch", "write_graph": False}, True),
    ("TensorBoard", {"update_freq": 2, "write_steps_per_second": True}, True),
    ("TerminateOnNaN", {}, False),
]
"""Name, arguments, and whether it acts at single batches."""


def spec_of(folder: Path, engine: str, name: str, arguments: dict[str, Any]) -> Any:
    optimizer = EMA if name == "SwapEMAWeights" else SGD
    return experiment(
        folder,
        compile={
            "optimizer": optimizer,
            "loss": "categorical_crossentropy",
            "metrics": ["accuracy"],
            # Without graphs `fit` gives the same, and is sooner ready.
            "run_eagerly": engine == "keras",
        },
        fit={
            "epochs": 5,
            "batch_size": 16,
            "shuffle": False,
            "engine": engine,
            "callbacks": [{name: arguments}],
        },
        runtime={"jit": False},
        lint={"ignore": ["KR341"]},
    )


@pytest.mark.parametrize(("name", "arguments", "single"), CASES, ids=lambda value: str(value))
def test_a_run_is_the_same_as_with_fit(
    name: str, arguments: dict[str, Any], single: bool, tmp_path: Path
) -> None:
    made: list[Any] = []
    for engine in ("loop", "keras"):
        folder = tmp_path / engine
        outcome = train(spec_of(folder, engine, name, arguments), runs_dir=folder / "runs")
        chunk = read_environment(outcome.run)["runtime"]["chunk"]
        if engine == "loop":
            assert (chunk == 1) is single
        clocks = {"seconds", "samples_per_second"}
        history = [{k: v for k, v in line.items() if k not in clocks} for line in read_history(outcome.run)]
        made.append([outcome.epochs, outcome.steps, outcome.scores, history, left(outcome.run.directory)])
    assert_same(*made)


def left(run: Path) -> dict[str, Any]:
    """Return what callbacks wrote into the run, and the model."""
    names = {"history.csv", "best.keras", "best.weights.h5", "model.keras"}
    found = contents(run, lambda name: name in names or name.startswith("tensorboard/"))
    assert "model.keras" in found
    return found


def test_no_callback_is_forgotten() -> None:
    assert sorted({name for name, *_ in CASES}) == USABLE


@pytest.mark.parametrize(("name", "arguments", "single"), CASES, ids=lambda value: str(value))
def test_the_pace_knows_before_keras_what_the_callback_says(
    name: str, arguments: dict[str, Any], single: bool, tmp_path: Path
) -> None:
    spec = spec_of(tmp_path, "loop", name, arguments)
    [part] = spec.fit.callbacks
    [callback] = build_callbacks(spec.fit.callbacks, tmp_path, spec.document, lambda model: model)
    assert wants_single_batches(part) is by_instance.wants_single_batches(callback) is single
