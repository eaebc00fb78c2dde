from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
import yaml

from kerasrun.errors import DataError, UsageError
from kerasrun.events import Noted, SplitScored, Warned
from kerasrun.job.evaluate import evaluate
from kerasrun.job.outcome import Outcome
from kerasrun.job.train import train
from kerasrun.rundir.layout import Run
from tests.experiment import SOFTMAX, experiment, rows, save_npz

X, Y = rows(90)
BLOBS_48 = {"synthetic": {"task": "classification", "shape": [4], "classes": 3, "train": 48, "test": 8}}
NAMES = ("cat", "dog", "eel")


def write_csv(path: Path, count: int, columns: str = "abcd") -> None:
    lines = [",".join([*columns, "kind"])]
    for row, label in zip(X[:count], Y[:count], strict=True):
        lines.append(",".join([*(str(row["abcd".index(name)]) for name in columns), NAMES[label]]))
    path.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A run whose training data, a table, is gone."""
    folder = tmp_path_factory.mktemp("made")
    write_csv(folder / "train.csv", 90)
    data = {"source": {"csv": {"path": "train.csv", "label": "kind"}}, "test": 0.2}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        outcome = train(
            experiment(folder, data=data, expect={"test.accuracy": ">= 0"}), runs_dir=folder / "runs"
        )
    (folder / "train.csv").unlink()
    return outcome


def test_other_data_is_scored_and_leaves_the_run_as_it_is(made: Outcome, tmp_path: Path) -> None:
    np.savez(tmp_path / "new.npz", x=X[:30], y=Y[:30])
    before = {path: path.read_bytes() for path in made.run.directory.glob("*.*")}
    events: list[Any] = []
    outcome = evaluate(made.run, data="new.npz", notify=events.append)
    assert {path: path.read_bytes() for path in made.run.directory.glob("*.*")} == before
    assert outcome.rows == {"data": 30}
    assert set(outcome.scores["data"]) == {"loss", "accuracy"}
    assert outcome.missed == ()
    assert outcome.weights_sha256 == made.weights_sha256
    assert outcome.optimizer_sha256 == made.optimizer_sha256
    assert [event.split for event in events if isinstance(event, SplitScored)] == ["data"]
    assert not [event for event in events if isinstance(event, Warned)]
    # A third of the rows is each class, of these as of those in training.
    assert outcome.baselines["data"] == pytest.approx({"loss": np.log(3), "accuracy": 1 / 3}, rel=1e-2)


def test_every_way_to_the_same_rows_has_the_same_scores(made: Outcome, tmp_path: Path) -> None:
    write_csv(tmp_path / "new.csv", 30)
    np.savez(tmp_path / "new.npz", x_test=X[:30].astype("float64"), y_test=Y[:30])
    np.savez(tmp_path / "all.npz", x_train=X, y_train=Y, x_test=X[:30], y_test=Y[:30])
    (tmp_path / "all.yaml").write_text(
        yaml.safe_dump(
            {"data": {"source": {"npz": "all.npz"}, "validation": 0.1}, "model": {"layers": SOFTMAX}}
        )
    )
    scores = [evaluate(made.run, data=name).scores["data"] for name in ("new.csv", "new.npz", "all.yaml")]
    assert scores[0] == pytest.approx(scores[1], rel=1e-5)
    assert scores[1] == pytest.approx(scores[2], rel=1e-5)


def test_the_test_rows_of_a_run_are_those_of_its_spec(
    finished: tuple[Outcome, list[Any]], tmp_path: Path
) -> None:
    run = Run(tmp_path / "copy")
    shutil.copytree(finished[0].run.directory, run.directory)
    assert evaluate(run, data=run.resolved_file).scores["data"] == finished[0].scores["test"]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": X[:20] * 255, "y": Y[:20]}, "expected inputs on the scale of the training data"),
        ({"x": X[:20, :3], "y": Y[:20]}, "expected examples of the model's input shape"),
        ({"x": X[:20], "y": Y[:20] + 1}, "expected class ids 0 to 2 for 3 outputs, received 3"),
    ],
)
def test_data_that_does_not_fit(arrays: dict[str, Any], message: str, made: Outcome, tmp_path: Path) -> None:
    np.savez(tmp_path / "new.npz", **arrays)
    with pytest.raises(DataError, match=message):
        evaluate(made.run, data="new.npz")


def test_columns_in_another_order_and_a_class_that_is_missing(made: Outcome, tmp_path: Path) -> None:
    write_csv(tmp_path / "new.csv", 20, "bacd")
    with pytest.raises(
        DataError, match="expected the columns a, b, c, d, as in training, received b, a, c, d"
    ):
        evaluate(made.run, data="new.csv")
    write_csv(tmp_path / "new.csv", 2)
    with pytest.raises(
        DataError, match="expected the classes cat, dog, eel, as in training, received cat, dog"
    ):
        evaluate(made.run, data="new.csv")


def test_drift_is_told_with_its_numbers(made: Outcome, tmp_path: Path) -> None:
    np.savez(tmp_path / "new.npz", x=X[:40] + np.array([0, 2, 0, 0]), y=Y[:40])
    events: list[Any] = []
    evaluate(made.run, data="new.npz", notify=events.append)
    (warning,) = [event.message for event in events if isinstance(event, Warned)]
    assert warning.startswith("the inputs differ from those in training (mean +- deviation): column 'b': ")


def test_images_are_read_at_the_size_of_the_model(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (30, 6, 5, 1)).astype("uint8")
    source = save_npz(tmp_path, x_train=pixels, y_train=Y[:30])
    layers = ["Flatten", {"Rescaling": 1 / 255}, *SOFTMAX]
    outcome = train(
        experiment(tmp_path, data={"source": source}, model={"layers": layers}), runs_dir=tmp_path / "runs"
    )
    for index, (image, label) in enumerate(zip(pixels, Y, strict=False)):
        file = tmp_path / "photos" / NAMES[label] / f"{index}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(tf.io.encode_png(image).numpy())
    scores = evaluate(outcome.run, data="photos").scores["data"]
    assert scores == pytest.approx(outcome.scores["train"], rel=1e-5)


def test_what_is_no_data(made: Outcome, tmp_path: Path) -> None:
    (tmp_path / "none.yaml").write_text(yaml.safe_dump({"model": {"input_shape": [4], "layers": SOFTMAX}}))
    with pytest.raises(UsageError, match="expected a spec with a `data` section"):
        evaluate(made.run, data="none.yaml")
    with pytest.raises(UsageError, match="expected a .npz or .csv file, or a folder of images"):
        evaluate(made.run, data="none.txt")
    with pytest.raises(UsageError, match="other data has no splits of the run"):
        evaluate(made.run, data="none.yaml", splits=["test"])


def test_files_outside_the_project_need_leave(
    made: Outcome, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("place")
    np.savez(place / "new.npz", x=X[:30], y=Y[:30])
    write_csv(place / "new.csv", 30)
    for name in ("new.npz", "new.csv"):
        with pytest.raises(DataError, match="leads out of it"):
            evaluate(made.run, data=place / name)
        assert evaluate(made.run, data=place / name, allowed=[place]).rows == {"data": 30}


def test_names_of_classes_become_ids_where_the_run_knows_none(
    finished: tuple[Outcome, list[Any]], tmp_path: Path
) -> None:
    write_csv(tmp_path / "new.csv", 30)
    events: list[Any] = []
    evaluate(finished[0].run, data="new.csv", notify=events.append)
    notes = [event.message for event in events if isinstance(event, Noted)]
    assert "the names of the classes become their ids: 0 cat, 1 dog, 2 eel" in notes


def test_a_fixed_batch_size_takes_whole_batches(tmp_path: Path) -> None:
    sections = {"model": {"batch_size": 8, "layers": SOFTMAX}, "fit": {"epochs": 1}}
    spec = experiment(tmp_path, data={"source": BLOBS_48}, **sections)
    outcome = train(spec, runs_dir=tmp_path / "runs")
    np.savez(tmp_path / "new.npz", x=X[:30], y=Y[:30])
    assert evaluate(outcome.run, data="new.npz").rows == {"data": 24}
