from __future__ import annotations

import keras
import pytest

from kerasrun.errors import SpecError, StorageError, UsageError
from kerasrun.job.load import check_spec, load_spec
from kerasrun.job.summary import needs_keras, summarise
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


def test_lints_and_a_small_machine_do_not_stop_it(tmp_path):
    wide = [{"Dense": {"units": 10**6}}, {"Dense": {"units": 10**6, "activation": "softmax"}}, *SOFTMAX]
    file = write_experiment(tmp_path, model={"layers": wide}, fit={"batch_size": 10**6})
    with pytest.raises(SpecError):
        check_spec(load_spec(file), max_memory=2**30)
    structure = summarise(file)
    assert structure.memory is not None
    assert structure.memory.total > 2**42


def test_layers_that_do_not_fit_are_told_with_their_line(tmp_path):
    stack(tmp_path, [{"Conv2D": {"filters": 2, "kernel_size": 3}}], input_shape=[5])
    with pytest.raises(SpecError) as caught:
        summarise(tmp_path / "stack.yaml")
    (issue,) = caught.value.issues
    assert issue.code == "KR201"
    assert issue.mark is not None
    assert issue.mark.line == 5


def test_a_model_without_an_input_shape(tmp_path):
    stack(tmp_path, [{"Dense": 2}])
    with pytest.raises(SpecError, match="input_shape"):
        summarise(tmp_path / "stack.yaml")


def test_the_batch_size(tmp_path, finished):
    stack(tmp_path, [{"Dense": 2}], input_shape=[5], batch_size=4)
    assert summarise(tmp_path / "stack.yaml", batch_size=4).batch_size == 4
    with pytest.raises(UsageError, match="expected 4, the model's fixed batch size, received 8"):
        summarise(tmp_path / "stack.yaml", batch_size=8)
    run = finished[0].run
    assert summarise(run, batch_size=8).batch_size == 8
    with pytest.raises(UsageError, match=r"\.keras file does not say"):
        summarise(run.model_file, batch_size=8)


def test_only_a_model_file_needs_keras(finished):
    run = finished[0].run
    assert needs_keras(run.model_file)
    assert not any(map(needs_keras, (run, run.directory, run.spec_file)))


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
