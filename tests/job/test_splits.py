from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.errors import DataError
from kerasrun.events import Noted, Warned
from kerasrun.job.evaluate import evaluate
from kerasrun.job.load import load_spec
from kerasrun.job.train import train
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.history import read_history
from kerasrun.rundir.scores import read_scores
from tests.experiment import BLOBS, experiment, rows, save_npz


def test_validation_share_is_stratified_and_validation_may_be_a_source(tmp_path):
    x, y = rows(60)
    source = save_npz(tmp_path, x_train=x, y_train=y)
    events: list[Any] = []
    spec = experiment(tmp_path, data={"source": source, "validation": 0.1, "test": 0.2}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs", notify=events.append)
    assert outcome.rows == {"train": 42, "validation": 6, "test": 12}
    other = {"synthetic": {**BLOBS["synthetic"], "train": 30, "test": 0}}
    spec = experiment(tmp_path, data={"source": BLOBS, "validation": other}, fit={"epochs": 1})
    assert train(spec, runs_dir=tmp_path / "runs").rows == {"train": 60, "validation": 30, "test": 12}


def test_what_a_source_warns_of_is_told(tmp_path):
    table = "".join(f"{index % 7},{'abc'[index % 3]}\n" for index in range(60))
    (tmp_path / "t.csv").write_text(f"x,y\n{table},a\n", "utf-8")
    source = {"csv": {"path": "t.csv", "label": "y", "missing": "drop"}}
    events: list[Any] = []
    spec = experiment(tmp_path, data={"source": source, "validation": 0.2}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs", notify=events.append)
    warnings = [event.message for event in events if isinstance(event, Warned)]
    assert warnings[0] == "t.csv: rows with a missing value are left out: 1 of 61"
    assert read_environment(outcome.run)["data"]["class_names"] == ["a", "b", "c"]


def test_fixed_batch_size_drops_the_short_batch_and_says_so(tmp_path):
    source = {"synthetic": {"task": "regression", "shape": [5, 2], "outputs": 2, "train": 50, "test": 21}}
    layers = [{"LSTM": {"units": 3, "stateful": True}}, {"Dense": 2}]
    spec = experiment(
        tmp_path,
        data={"source": source, "validation": 0.2},
        model={"batch_size": 8, "layers": layers},
        compile={"loss": "mse"},
        fit={"epochs": 1, "batch_size": 8, "shuffle": False},
    )
    events: list[Any] = []
    outcome = train(spec, runs_dir=tmp_path / "runs", notify=events.append)
    assert outcome.rows == {"train": 40, "validation": 8, "test": 16}
    assert outcome.steps == 5
    notes = [event.message for event in events if isinstance(event, Noted)]
    assert notes == ["rows of a last batch of fewer than 8 rows are left out: 2 of validation, 5 of test"]
    assert read_history(outcome.run)[0]["steps"] == 5
    assert read_scores(outcome.run)["rows"] == outcome.rows
    assert evaluate(outcome.run).scores == outcome.scores
    train(spec, runs_dir=tmp_path / "runs", smoke=True)


def test_class_weight_and_weighted_metrics(tmp_path):
    weights = {0: 1.0, 1: 2.0, 2: 3.0}
    section = {"loss": "categorical_crossentropy", "weighted_metrics": ["accuracy"]}
    plain, weighted = (
        train(
            experiment(tmp_path, compile=section, fit={"epochs": 1, **fit}), runs_dir=tmp_path / "runs"
        ).weights_sha256
        for fit in ({}, {"class_weight": weights})
    )
    assert plain != weighted


SECTIONS = """\
model: {layers: [{Dense: {units: 3, activation: softmax}}]}
compile: {loss: categorical_crossentropy, run_eagerly: true}
"""


def refusal(folder: Path, text: str) -> DataError:
    """Return the error of training the spec `text`."""
    (folder / "spec.yaml").write_text(text + SECTIONS, "utf-8")
    with pytest.raises(DataError) as caught:
        train(load_spec("spec.yaml"), runs_dir=folder / "runs")
    return caught.value


@pytest.mark.parametrize(
    ("array", "value", "message"),
    [
        ("x_train", np.nan, "data.npz: expected finite numbers, received nan in row 17 of x_train at [0]"),
        ("y_train", 7, "data.npz: expected class ids 0 to 2 for 3 outputs, received 7 in row 17 of y_train"),
    ],
)
def test_a_bad_value_is_told_at_the_source_with_the_row_of_the_file(tmp_path, array, value, message):
    x, y = rows(60)
    {"x_train": x[:, 0], "y_train": y}[array][17] = value
    save_npz(tmp_path, x_train=x, y_train=y)
    error = refusal(tmp_path, "data: {source: {npz: data.npz}, validation: 0.2, test: 0.2}\n")
    assert error.message.startswith(message)
    assert str(error.mark) == "spec.yaml:1:22"


def test_class_weights_are_told_at_their_line(tmp_path):
    x, y = rows(60)
    save_npz(tmp_path, x_train=x, y_train=y)
    error = refusal(tmp_path, "data: {source: {npz: data.npz}}\nfit: {class_weight: {0: 1.0, 5: 2.0}}\n")
    assert "no weight for class 1, 2 and a weight for class 5" in error.message
    assert str(error.mark) == "spec.yaml:2:21"
    save_npz(tmp_path, x_train=x, y_train=x[:, :3])
    error = refusal(tmp_path, "data: {source: {npz: data.npz}}\nfit: {class_weight: {0: 1.0}}\n")
    assert "expected one class label per example" in error.message
    assert str(error.mark) == "spec.yaml:2:21"


def test_a_smoke_run_knows_the_classes_of_all_rows(tmp_path):
    x, y = rows(300)
    source = save_npz(tmp_path, x_train=x, y_train=np.sort(y).astype("uint8"))
    spec = experiment(
        tmp_path, data={"source": source}, fit={"epochs": 1, "class_weight": {0: 1.0, 1: 2.0, 2: 3.0}}
    )
    assert train(spec, runs_dir=tmp_path / "runs", smoke=True).rows == {"train": 96}


@pytest.mark.parametrize(
    ("layer", "targets", "hint"),
    [
        ("{LSTM: 3}", (6,), "set `return_sequences: true` on the last recurrent layer"),
        ("{Bidirectional: {layer: {LSTM: 4}}}", (6,), "set `return_sequences: true`"),
        ("{LSTM: {units: 3, return_sequences: true}}", (), "leave `return_sequences` out"),
        ("{Dense: 3}", (), "add Flatten"),
        ("Flatten", (6,), "give the last layer 6 units"),
    ],
)
def test_the_hint_for_targets_of_another_shape_follows_the_layers(tmp_path, layer, targets, hint):
    save_npz(tmp_path, x_train=np.zeros((20, 6, 4)), y_train=np.zeros((20, *targets), int))
    text = f"data: {{source: {{npz: data.npz}}}}\nmodel: {{layers: [{layer}]}}\n"
    # The lints know it before the data is read; without them the data itself is looked at.
    text += "compile: {loss: mse, run_eagerly: true}\nlint: {ignore: [KR317, KR318, KR319]}\n"
    (tmp_path / "spec.yaml").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        train(load_spec("spec.yaml"), runs_dir=tmp_path / "runs")
    assert hint in str(caught.value.hint)
    assert str(caught.value.mark) == "spec.yaml:3:17"


def test_booleans_train_as_zero_and_one(tmp_path):
    x, y = rows(60)
    source = save_npz(tmp_path, x_train=x > 0, y_train=y > 0)
    outputs = [{"Dense": {"units": 1, "activation": "sigmoid"}}]
    section = {"loss": "binary_crossentropy", "metrics": ["accuracy"]}
    spec = experiment(tmp_path, data={"source": source}, model={"layers": outputs}, compile=section)
    numbers = save_npz(tmp_path / "numbers", x_train=(x > 0).astype("float32"), y_train=(y > 0).astype(int))
    other = experiment(
        tmp_path / "numbers", data={"source": numbers}, model={"layers": outputs}, compile=section
    )
    first, second = (train(spec, runs_dir=tmp_path / "runs") for spec in (spec, other))
    assert first.weights_sha256 == second.weights_sha256
