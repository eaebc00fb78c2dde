from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasrun.cli.screen import render_error
from kerasrun.errors import BuildError, DataError, KerasrunError
from kerasrun.job.place import find_places
from kerasrun.job.train import train
from kerasrun.rundir.run import open_run
from kerasrun.rundir.status import read_status
from tests.experiment import SOFTMAX, experiment, rows, save_npz

SPARSE = "sparse_categorical_crossentropy"


def test_every_part_has_its_place(tmp_path):
    spec = experiment(
        tmp_path,
        model={"layers": ["Flatten", {"repeat": {"times": 2, "layers": [{"Dense": 3}]}}, *SOFTMAX]},
        compile={
            "optimizer": {"SGD": {"momentum": 0.5}},
            "loss": {"formula": "mean(abs(y_true - y_pred))"},
            "metrics": ["accuracy", {"Precision": {"name": "p"}}],
            "weighted_metrics": ["Recall"],
        },
        fit={"callbacks": ["TerminateOnNaN", {"EarlyStopping": {"patience": 1}}]},
    )
    lines = spec.document.texts[spec.document.file].splitlines()
    places = find_places(spec)
    block = "model.layers[1].repeat.layers[0].Dense"
    assert [place.path for place in places.layers] == [
        "model.layers[0].Flatten", block, block, "model.layers[2].Dense",
    ]  # fmt: skip
    assert {name: place.path for name, place in places.metrics.items()} == {
        "accuracy": "compile.metrics[0]",
        "p": "compile.metrics[1].Precision",
        "recall": "compile.weighted_metrics[0].Recall",
    }
    words = [
        (places.model, "model:"),
        (places.layers[0], "Flatten"),
        (places.layers[1], "Dense: 3"),
        (places.optimizer, "SGD"),
        (places.loss, "formula"),
        (places.metrics["accuracy"], "accuracy"),
        (places.metrics["p"], "Precision"),
        (places.callbacks[0], "TerminateOnNaN"),
        (places.callbacks[1], "EarlyStopping"),
    ]
    for place, word in words:
        assert place is not None
        assert place.mark is not None
        assert lines[place.mark.line - 1][place.mark.column - 1 :].startswith(word)


def fails(folder: Any, **sections: Any) -> KerasrunError:
    """Train a spec that Keras refuses in the middle of a step and return the error."""
    inputs, labels = rows(40)
    source = save_npz(folder, x_train=sections.pop("inputs", inputs), y_train=sections.pop("targets", labels))
    spec = experiment(folder, data={"source": source}, **sections)
    with pytest.raises(KerasrunError) as caught:
        train(spec, runs_dir=folder / "runs", allow_code=True)
    status = read_status(open_run(folder / "runs" / "latest"))
    assert (status.state, status.reason) == ("failed", caught.value.message)
    return caught.value


EMBEDDING = [{"Embedding": {"input_dim": 10, "output_dim": 2}}, "Flatten", *SOFTMAX]


@pytest.mark.parametrize("eager", [True, False])
def test_id_beyond_an_embedding(tmp_path, eager):
    told = fails(
        tmp_path,
        inputs=np.full((40, 4), 12),
        model={"dtype": "int32", "layers": EMBEDDING},
        compile={"loss": SPARSE, "run_eagerly": eager},
    )
    assert isinstance(told, DataError)
    assert told.message == "model.layers[0].Embedding: expected ids from 0 to 9, received 12."
    screen = str(render_error(told))
    assert "- Embedding:" in screen
    assert "input_dim` of 13 at least" in screen


@pytest.mark.parametrize("metric", ["Precision", "F1Score"])
def test_metric_that_wants_other_targets(tmp_path, metric):
    # The lint knows it before training; Keras would tell it in the middle of a step.
    compiled = {"loss": SPARSE, "metrics": ["accuracy", metric]}
    told = fails(tmp_path, compile=compiled, lint={"ignore": ["KR364"]})
    assert isinstance(told, BuildError)
    assert told.message.startswith(f"compile.metrics[1].{metric}: Keras refuses to train with it: ")
    assert f"- {metric}" in str(render_error(told))


def test_loss_that_wants_other_shapes(tmp_path):
    told = fails(tmp_path, compile={"loss": "CTC"})
    assert isinstance(told, BuildError)
    assert told.message.startswith("compile.loss.CTC: ")
    assert "loss: CTC" in str(render_error(told))


def test_formula_that_fails_on_real_shapes(tmp_path):
    metric = {"formula": "mean(y_pred, axis=5)", "name": "odd"}
    told = fails(tmp_path, compile={"loss": "categorical_crossentropy", "metrics": [metric]})
    assert told.message.startswith("compile.metrics[0]: ")
    assert "formula: mean(y_pred, axis=5)" in str(render_error(told))


def test_code_tells_its_own_line_and_that_of_the_spec(tmp_path):
    (tmp_path / "m.py").write_text("def bad(y_true, y_pred):\n    return y_true.no_such\n")
    told = fails(tmp_path, compile={"loss": SPARSE, "metrics": [{"python": "m.py:bad"}]})
    assert "m.py:2: " in told.message
    assert "python: m.py:bad" in str(render_error(told))


def test_callback_that_does_not_go_with_the_optimizer(tmp_path):
    schedule = {"ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 9, "decay_rate": 0.9}}
    plateau = {"ReduceLROnPlateau": {"monitor": "loss", "patience": 0, "min_delta": 100}}
    told = fails(
        tmp_path,
        compile={"optimizer": {"SGD": {"learning_rate": schedule}}, "loss": SPARSE},
        fit={"epochs": 2, "callbacks": ["TerminateOnNaN", plateau]},
        lint={"ignore": ["KR338"]},
    )
    assert told.message.startswith("fit.callbacks[1].ReduceLROnPlateau: Keras refuses to train with it: ")
    assert "- ReduceLROnPlateau" in str(render_error(told))


def test_layer_that_only_fails_when_it_is_scored(tmp_path):
    # RandomCrop cuts in training and resizes otherwise, and cannot cut more than there is.
    layers = [{"RandomCrop": {"height": 9, "width": 9}}, "Flatten", *SOFTMAX]
    told = fails(
        tmp_path, inputs=np.ones((40, 6, 6, 1), "float32"), model={"layers": layers}, compile={"loss": SPARSE}
    )
    assert isinstance(told, BuildError)
    assert told.message.startswith("model.layers[2].Dense: Keras refuses to score with it: ")
