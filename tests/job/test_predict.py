from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import kerasrun
from kerasrun.errors import DataError, StorageError, UsageError
from kerasrun.job.outcome import Outcome
from kerasrun.job.predict import predict
from kerasrun.job.train import train
from kerasrun.rundir.layout import Run
from tests.experiment import SOFTMAX, experiment, rows, save_npz

INPUTS = rows(11)[0]


def trained(folder: Path, inputs: Any, targets: Any, layers: list[Any], **sections: Any) -> Run:
    """Train on arrays that are gone afterwards."""
    source = save_npz(folder, x_train=inputs, y_train=targets)
    spec = experiment(
        folder, data={"source": source}, **{"model": {"layers": layers}, "fit": {"epochs": 1}, **sections}
    )
    run = train(spec, runs_dir=folder / "runs").run
    (folder / "data.npz").unlink()
    return run


def test_it_is_plain_keras_on_the_saved_model(finished: tuple[Outcome, list[Any]]) -> None:
    run = finished[0].run
    found = kerasrun.predict(run.directory, INPUTS)
    expected = keras.models.load_model(run.model_file).predict(INPUTS, batch_size=16, verbose=0)
    assert found.dtype == np.float32
    assert found == pytest.approx(expected, rel=1e-6)
    assert np.array_equal(predict(run, INPUTS.tolist()), found)
    assert found.sum(axis=1) == pytest.approx(np.ones(11))


def test_a_run_is_left_as_it_is(finished: tuple[Outcome, list[Any]]) -> None:
    def times() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in finished[0].run.directory.rglob("*")}

    before = times()
    predict(finished[0].run, INPUTS)
    assert times() == before


def test_neither_data_nor_code_need_be_there(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("def error(y_true, y_pred):\n    return (y_true - y_pred) ** 2\n")
    x, y = rows(20)
    source = save_npz(tmp_path, x_train=x, y_train=y.astype("float32"))
    spec = experiment(
        tmp_path,
        data={"source": source},
        model={"layers": [{"Dense": 1}]},
        compile={"loss": {"python": "own.py:error"}, "optimizer": "sgd"},
    )
    run = train(spec, runs_dir=tmp_path / "runs", allow_code=True).run
    (tmp_path / "data.npz").unlink()
    (tmp_path / "own.py").unlink()
    kernel, bias = keras.models.load_model(run.model_file, compile=False).get_weights()
    assert predict(run, x) == pytest.approx(x @ kernel + bias, rel=1e-5, abs=1e-6)


def test_text(tmp_path: Path) -> None:
    texts = np.array([["good film"], ["bad film"]] * 10)
    layers = [
        {"TextVectorization": {"output_sequence_length": 3}},
        {"Embedding": {"input_dim": 9, "output_dim": 2}},
        "GlobalAveragePooling1D",
        {"Dense": {"units": 1, "activation": "sigmoid"}},
    ]
    run = trained(
        tmp_path,
        texts,
        np.array([1, 0] * 10),
        layers,
        model={"dtype": "string", "input_shape": [1], "layers": layers},
        compile={"optimizer": "adam", "loss": "binary_crossentropy"},
    )
    found = predict(run, texts[:3])
    assert found.shape == (3, 1)
    assert found[0] == found[2] != found[1]
    assert np.array_equal(predict(run, texts[:3].tolist()), found)
    assert np.array_equal(predict(run, texts[:3].astype(object)), found)
    with pytest.raises(DataError, match=r"inputs: expected text, received float64\."):
        predict(run, [[1.5]])


def test_token_ids(tmp_path: Path) -> None:
    ids, labels = np.arange(60).reshape(20, 3) % 9, np.arange(20) % 3
    layers = [{"Embedding": {"input_dim": 9, "output_dim": 2}}, "Flatten", *SOFTMAX]
    run = trained(tmp_path, ids, labels, layers, model={"dtype": "int32", "layers": layers})
    found = predict(run, ids)
    assert np.array_equal(predict(run, ids.astype("float64")), found)
    with pytest.raises(DataError, match=r"expected whole numbers, received float64 with fractions\."):
        predict(run, ids + 0.5)
    with pytest.raises(DataError, match="Embedding: expected ids from 0 to 8, received 9") as caught:
        predict(run, [[0, 1, 9]])
    assert caught.value.mark is not None
    assert caught.value.mark.file.endswith("resolved.yaml")
    assert caught.value.mark.file in caught.value.sources


def test_a_stateful_model_predicts_any_number_of_rows(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(20, 5, 2)).astype("float32")
    layers = [{"LSTM": {"units": 3, "stateful": True}}, *SOFTMAX]
    run = trained(tmp_path, x, np.arange(20) % 3, layers, model={"batch_size": 4, "layers": layers})
    found = predict(run, x[:10])
    assert found.shape == (10, 3)
    assert found == pytest.approx(predict(run, x[:12])[:10], rel=1e-6)


@pytest.mark.parametrize(
    ("inputs", "message", "hint"),
    [
        (INPUTS[:, :3], "the shape [n, 4], received [11, 3]", "the first axis counts the examples"),
        (INPUTS[0], "the shape [n, 4], received [4]", "one example is inputs[None]"),
        (INPUTS[None], "the shape [n, 4], received [1, 11, 4]", "the first axis counts the examples"),
        (INPUTS[:0], "at least one example, received 0", None),
        ([["a"] * 4], "numbers, received <U1", None),
        ([[1j] * 4], "numbers, received complex128", None),
        ([[1, 2, 3, 4], [1, 2]], "examples of one shape, received rows that differ", None),
        ([[1, 2, np.nan, 4]], "finite numbers, received nan in row 0 of the array at [2]", "remove the row"),
    ],
)
def test_inputs_that_do_not_fit(
    finished: tuple[Outcome, list[Any]], inputs: Any, message: str, hint: str | None
) -> None:
    with pytest.raises(DataError) as caught:
        predict(finished[0].run, inputs)
    assert caught.value.message.startswith(f"inputs: expected {message}")
    assert caught.value.hint is None if hint is None else hint in str(caught.value.hint)


def test_inputs_on_another_scale(finished: tuple[Outcome, list[Any]]) -> None:
    with pytest.raises(DataError, match="inputs: expected inputs on the scale of the training data"):
        predict(finished[0].run, INPUTS * 1000)
    events: list[Any] = []
    predict(finished[0].run, INPUTS + 9, notify=events.append)
    [warned] = events
    assert warned.message.startswith("the inputs differ from those in training (mean +- deviation): input ")


def test_a_run_that_is_not_whole(finished: tuple[Outcome, list[Any]], tmp_path: Path) -> None:
    shutil.copytree(finished[0].run.directory, tmp_path / "copied")
    model = tmp_path / "copied" / "model.keras"
    model.write_bytes(model.read_bytes() + b"#")
    with pytest.raises(StorageError, match="sha256 differs"):
        predict(tmp_path / "copied", INPUTS)
    model.unlink()
    with pytest.raises(UsageError, match="holds no trained model"):
        predict(tmp_path / "copied", INPUTS)
