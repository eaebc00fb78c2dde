from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from kerasrun.errors import DataError, UsageError
from kerasrun.job.draft import draft_spec
from kerasrun.job.load import check_spec, load_spec
from kerasrun.job.train import train
from kerasrun.spec.object import ObjectSpec

STREAM = np.random.default_rng(0)
INPUTS: dict[str, Any] = {
    "vectors": STREAM.normal(size=(60, 6)),
    "large vectors": STREAM.normal(size=(60, 6)) * 100,
    "grey images": STREAM.integers(0, 256, (60, 12, 12), np.uint8),
    "colour images": STREAM.random((60, 12, 12, 3)),
    "small images": STREAM.random((60, 3, 3, 1)),
    "volumes": STREAM.random((60, 3, 3, 3, 1)),
    "sequences": STREAM.normal(size=(60, 10, 4)),
    "texts": np.array(["a good day", "a bad day"] * 30),
}
TARGETS: dict[str, Any] = {
    "classes": np.arange(60) % 4,
    "binary": np.arange(60) % 2,
    "values": STREAM.normal(size=60),
    "one-hot rows": np.eye(4)[np.arange(60) % 4],
    "several labels": STREAM.normal(size=(60, 3)) > 0,
    "rows": STREAM.normal(size=(60, 3)),
    "amounts": STREAM.integers(-500, 90_000, 60),
}
LOSSES = {
    "classes": "categorical_crossentropy",
    "binary": "binary_crossentropy",
    "values": "mse",
    "one-hot rows": "categorical_crossentropy",
    "several labels": "binary_crossentropy",
    "rows": "mse",
    "amounts": "mse",
}


def draft(folder: Path, inputs: Any, targets: Any, name: str = "data.npz", **more: Any) -> Path:
    np.savez(folder / name, x_train=inputs, y_train=targets, **more)
    file = folder / "draft.yaml"
    file.write_text(draft_spec(folder / name, folder), "utf-8")
    return file


@pytest.mark.parametrize("targets", TARGETS)
@pytest.mark.parametrize("inputs", INPUTS)
def test_draft_is_a_valid_spec(tmp_path, inputs, targets):
    checked = check_spec(load_spec(draft(tmp_path, INPUTS[inputs], TARGETS[targets])), training=True)
    assert checked.spec.compile is not None
    loss = checked.spec.compile.loss
    assert isinstance(loss, ObjectSpec)
    assert loss.name == LOSSES[targets]
    assert checked.facts is not None
    assert dict(checked.facts.rows) == {"train": 48, "validation": 6, "test": 6}


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [("large vectors", "classes"), ("grey images", "binary"), ("sequences", "rows"), ("texts", "binary")],
)
def test_draft_trains(tmp_path, inputs, targets):
    file = draft(tmp_path, INPUTS[inputs], TARGETS[targets])
    outcome = train(load_spec(file, ["compile.run_eagerly=true"]), runs_dir=tmp_path / "runs", smoke=True)
    assert set(outcome.scores) == {"train", "validation", "test"}


def test_layers_follow_the_data(tmp_path):
    def types(inputs: str) -> list[str]:
        spec = load_spec(draft(tmp_path, INPUTS[inputs], TARGETS["classes"]))
        return [placed.layer.name for placed in spec.model.placed_layers()]

    assert types("vectors")[0] == "Normalization"
    assert types("grey images")[:3] == ["Rescaling", "Reshape", "Conv2D"]
    assert types("colour images")[0] == "Conv2D"
    assert types("sequences")[-2:] == ["LSTM", "Dense"]
    assert types("texts")[0] == "TextVectorization"


def test_splits_of_the_file_are_kept(tmp_path):
    inputs, targets = INPUTS["vectors"], TARGETS["values"]
    text = draft(tmp_path, inputs, targets, x_test=inputs, y_test=targets).read_text("utf-8")
    assert "validation: 0.1" in text
    assert "test: 0.1" not in text


@pytest.mark.parametrize(
    "name", ["my data.npz", "a #1: x.npz", "007.npz", "null.npz", "no.npz", "ünï.npz", "'.npz"]
)
def test_odd_file_names(tmp_path, name):
    file = draft(tmp_path, INPUTS["vectors"], TARGETS["values"], name)
    spec = load_spec(file)
    assert spec.data is not None
    assert spec.data.source.arguments.model_dump()["path"] == name


def test_booleans_are_labels(tmp_path):
    spec = load_spec(draft(tmp_path, INPUTS["vectors"] > 0, TARGETS["binary"] > 0))
    assert spec.compile is not None
    assert isinstance(spec.compile.loss, ObjectSpec)
    assert spec.compile.loss.name == "binary_crossentropy"


@pytest.mark.parametrize("targets", [True, False])
def test_no_draft_of_data_that_is_not_finite(tmp_path, targets):
    arrays = [INPUTS["vectors"].copy(), TARGETS["values"].copy()]
    arrays[targets][17] = np.nan
    with pytest.raises(
        DataError, match=r"data.npz: expected finite numbers, received nan in row 17 of"
    ) as caught:
        draft(tmp_path, *arrays)
    assert caught.value.hint == "remove the row, or replace the value: numpy.nan_to_num"


def write_draft(data: Path) -> Path:
    file = data.parent / "draft.yaml"
    file.write_text(draft_spec(data, data.parent), "utf-8")
    return file


def test_draft_of_a_table(tmp_path):
    rows = "\n".join(f"{index},{index % 7},{'abc'[index % 3]}" for index in range(60))
    (tmp_path / "t.csv").write_text(f"id,x,label\n{rows}\n,1,a\n", "utf-8")
    file = write_draft(tmp_path / "t.csv")
    text = file.read_text("utf-8")
    assert text.startswith(
        "# t.csv: 60 train rows of shape [2]; 3 classes, from a to c.\n# t.csv: rows with a"
    )
    assert "# t.csv: column 'id' counts the rows.\n" in text
    spec = load_spec(file, ["compile.run_eagerly=true"])
    assert [placed.layer.name for placed in spec.model.placed_layers()][0] == "Normalization"
    outcome = train(spec, runs_dir=tmp_path / "runs", smoke=True)
    assert set(outcome.scores) == {"train", "validation", "test"}


def test_draft_of_a_table_with_numbers_to_predict(tmp_path):
    rows = "\n".join(f"{index % 7},{index / 8}" for index in range(60))
    (tmp_path / "t.csv").write_text(f"x,y\n{rows}\n", "utf-8")
    spec = load_spec(write_draft(tmp_path / "t.csv"))
    assert spec.compile is not None
    assert isinstance(spec.compile.loss, ObjectSpec)
    assert spec.compile.loss.name == "mse"


@pytest.mark.parametrize(("classes", "loss"), [(2, "binary_crossentropy"), (3, "categorical_crossentropy")])
def test_draft_of_a_folder_of_images(tmp_path, classes, loss):
    for index in range(60):
        file = tmp_path / "photos" / f"class {index % classes}" / f"{index}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(tf.io.encode_png(STREAM.integers(0, 256, (12, 12, 3), np.uint8)).numpy())
    spec = load_spec(write_draft(tmp_path / "photos"), ["compile.run_eagerly=true"])
    assert [placed.layer.name for placed in spec.model.placed_layers()][:2] == ["Rescaling", "Conv2D"]
    assert spec.compile is not None
    assert isinstance(spec.compile.loss, ObjectSpec)
    assert spec.compile.loss.name == loss
    outcome = train(spec, runs_dir=tmp_path / "runs", smoke=True)
    assert set(outcome.scores) == {"train", "validation", "test"}


def test_what_no_draft_is_made_of(tmp_path):
    with pytest.raises(UsageError, match="expected a .npz or .csv file, or a folder of images, received"):
        draft_spec(tmp_path / "data.parquet", tmp_path)
    with pytest.raises(DataError, match="no file of that name"):
        draft_spec(tmp_path / "data.npz", tmp_path)
    with pytest.raises(DataError, match="expected a path, received"):
        draft(tmp_path, INPUTS["vectors"], TARGETS["values"], "a\nseed: 7.npz")
    with pytest.raises(UsageError, match="expected one text a row"):
        draft(tmp_path, np.array([["a", "b"]] * 20), np.arange(20) % 2)
