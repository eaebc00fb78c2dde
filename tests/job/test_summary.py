from __future__ import annotations

import keras
import pytest

from kerasrun.errors import SpecError, StorageError, UsageError
from kerasrun.job.summary import summarise
from kerasrun.training.runtime import prepare_runtime
from tests.experiment import SOFTMAX, stack, write_experiment


def test_spec_run_and_model_file_have_the_same_structure(finished):
    run = finished[0].run
    structures = [
        summarise(run.spec_file),
        summarise(run),
        summarise(run.directory),
        summarise(run.model_file),
    ]
    counts = [[layer.parameters for layer in structure.layers] for structure in structures]
    assert counts == [[20, 0, 16, 15]] * 4
    assert {structure.parameters for structure in structures} == {51}
    assert [layer.line for layer in structures[3].layers] == [None] * 4
    assert keras.models.load_model(run.model_file).count_params() == 51


def test_lines_are_those_of_the_spec(tmp_path):
    file = write_experiment(tmp_path, model={"layers": ["Flatten", *SOFTMAX]})
    lines = file.read_text("utf-8").splitlines()
    for layer in summarise(file).layers:
        assert layer.line is not None
        assert layer.type in lines[layer.line - 1]


def test_spec_of_a_model_alone(tmp_path):
    stack(tmp_path, [{"LSTM": 2}], input_shape=[5, 3])
    structure = summarise(tmp_path / "stack.yaml")
    assert structure.input_shape == (None, 5, 3)
    assert structure.output_shape == (None, 2)


def test_earlier_models_of_the_process_leave_no_trace(tmp_path):
    stack(tmp_path, [{"Dense": 2}], input_shape=[5])
    prepare_runtime(seed=0, precision="float16", deterministic=False, threads=None, devices="auto")
    first, second = summarise(tmp_path / "stack.yaml"), summarise(tmp_path / "stack.yaml")
    assert first == second
    assert first.layers[0].name == "dense"
    assert keras.config.dtype_policy().name == "float32"


def test_what_cannot_be_summarised(tmp_path, finished):
    with pytest.raises(SpecError):
        summarise(tmp_path / "no.yaml")
    with pytest.raises(UsageError, match="no such file"):
        summarise(tmp_path / "no.keras")
    with pytest.raises(UsageError, match="no such run directory"):
        summarise(tmp_path / "no")
    copied = tmp_path / "copied"
    copied.mkdir()
    for file in ("manifest.json", "status.json", "resolved.yaml"):
        (copied / file).write_bytes((finished[0].run.directory / file).read_bytes())
    (copied / "resolved.yaml").write_text("name: other\n")
    with pytest.raises(StorageError, match="sha256 differs"):
        summarise(copied)
