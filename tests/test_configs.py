"""Every shipped spec: readable, valid, trainable, and the same experiment again from its run."""

from __future__ import annotations

import math
import pathlib
import re
from typing import Any

import pytest

import kerasrun
from kerasrun.errors import UsageError
from kerasrun.job.load import check_spec
from kerasrun.job.paper import find_code, write_papers
from kerasrun.rundir.run import create_run
from kerasrun.spec.base import SpecModel
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.function import PythonSpec
from kerasrun.spec.object import ObjectSpec

CONFIGS = pathlib.Path(__file__).parents[1] / "configs"
FILES = sorted(CONFIGS.glob("*.yaml"))
NEED_CODE = {"custom_metric_python"}
LINE_LIMIT = 60
WIDTH_LIMIT = 110

every_config = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_all_examples_are_there():
    assert {file.stem for file in FILES} >= {
        "first",
        "mlp",
        "binary",
        "regression",
        "custom_metric",
        "custom_metric_python",
        "fixed_batch",
        "vgg",
        "lstm",
        "mnist_mlp",
        "mnist_cnn",
        "vgg_shapes",
        "lstm_waves",
    }


@every_config
def test_it_starts_with_a_comment(file):
    head = file.read_text("utf-8").split("\n\n")[0].splitlines()
    assert 2 <= len(head) <= 6
    assert all(line.startswith("# ") for line in head)


@every_config
def test_it_is_short(file):
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) <= LINE_LIMIT
    assert [line for line in lines if len(line) > WIDTH_LIMIT or line != line.rstrip()] == []


@every_config
def test_the_specs_it_mentions_exist(file):
    mentioned = re.findall(r"\w+\.yaml", file.read_text("utf-8"))
    assert [name for name in mentioned if not (CONFIGS / name).is_file()] == []


@every_config
def test_its_name_is_its_file_name(file):
    assert kerasrun.load_spec(file).name == file.stem


@every_config
def test_it_is_valid(file):
    checked = check_spec(kerasrun.load_spec(file), training=True)
    assert checked.analysis.issues == ()


@every_config
def test_it_scores_on_data_it_does_not_train_on(file):
    facts = check_spec(kerasrun.load_spec(file)).facts
    assert facts is not None
    assert {"validation", "test"} & set(facts.rows)


@every_config
def test_it_trains(file, tmp_path):
    spec = kerasrun.load_spec(file)
    outcome = kerasrun.train(spec, smoke=True, runs_dir=tmp_path, allow_code=file.stem in NEED_CODE)
    assert outcome.status == "finished"
    assert set(outcome.scores) == set(outcome.rows)
    assert all(math.isfinite(score) for scores in outcome.scores.values() for score in scores.values())


@pytest.mark.parametrize("name", sorted(NEED_CODE))
def test_its_code_needs_permission(name, tmp_path):
    with pytest.raises(UsageError, match="the spec runs code of its own"):
        kerasrun.train(kerasrun.load_spec(CONFIGS / f"{name}.yaml"), smoke=True, runs_dir=tmp_path)


@every_config
def test_its_resolved_spec_is_the_same_experiment(file, tmp_path):
    spec = kerasrun.load_spec(file)
    run = create_run(spec.name, runs_dir=tmp_path)
    write_papers(run, spec, find_code(spec, ()))
    resolved = kerasrun.load_spec(run.resolved_file)
    assert _meaning(resolved) == _meaning(spec)
    assert check_spec(resolved, training=True).facts == check_spec(spec, training=True).facts


def test_a_resolved_spec_trains_to_the_same_weights(tmp_path):
    spec = kerasrun.load_spec(CONFIGS / "mlp.yaml", ["fit.epochs=1"])
    first = kerasrun.train(spec, runs_dir=tmp_path)
    again = kerasrun.train(kerasrun.load_spec(first.run.resolved_file), runs_dir=tmp_path)
    assert (again.weights_sha256, again.scores) == (first.weights_sha256, first.scores)


def test_the_formula_and_the_python_function_measure_the_same(tmp_path):
    scores = [
        kerasrun.train(
            kerasrun.load_spec(CONFIGS / f"{name}.yaml", ["fit.epochs=1"]), runs_dir=tmp_path, allow_code=True
        ).scores
        for name in ("custom_metric", "custom_metric_python")
    ]
    assert scores[0] == scores[1]
    assert "mean_pred" in scores[0]["test"]


def _meaning(value: Any) -> Any:
    """Return what a spec says, whichever way it is written: defaults filled in, code by its function."""
    match value:
        case ObjectSpec():
            if value.is_alias and value.kind != "optimizer":
                return value.name
            filled = {name: _meaning(argument) for name, argument in value.filled_arguments().items()}
            return value.kind, value.keras_name, filled
        case SourceSpec():
            return value.name, _meaning(value.arguments)
        case PythonSpec():
            return pathlib.Path(value.file).name, value.function
        case SpecModel():
            return {name: _meaning(getattr(value, name)) for name in type(value).model_fields}
        case list() | tuple():
            return [_meaning(item) for item in value]
    return value
