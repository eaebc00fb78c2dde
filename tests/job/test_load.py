from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kerasrun.errors import DataError, SpecError
from kerasrun.job.load import check_spec, load_spec, source_arguments

MODEL = "model: {layers: [Flatten, {Dense: 2}]}\ncompile: {loss: mse}\n"
NOISE = "{synthetic: {task: noise, shape: [4], outputs: 2, train: 8, test: 0}}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "spec.yaml") -> str:
    Path(name).write_text(text)
    return name


def write_npz(name: str, shape: tuple[int, ...] = (4,)) -> None:
    np.savez(name, x_train=np.zeros((8, *shape), "float32"), y_train=np.zeros((8, 2), "float32"))


def test_a_spec_with_overrides() -> None:
    spec = load_spec(write(MODEL), ["fit.epochs=3", "name=other"])
    assert (spec.fit.epochs, spec.name) == (3, "other")


def test_a_path_may_be_text_or_a_path() -> None:
    assert load_spec(Path(write(MODEL))).model_dump() == load_spec("spec.yaml").model_dump()


def test_mistakes_of_the_file_and_the_command_line_together() -> None:
    with pytest.raises(SpecError) as caught:
        load_spec(write(MODEL + "seed: -1\n"), ["fit.epochs=0"])
    assert [str(issue.mark) for issue in caught.value.issues] == ["command line:1:12", "spec.yaml:3:7"]
    assert set(caught.value.sources) == {"command line", "spec.yaml"}


def test_mistakes_in_an_extended_file_are_reported_there() -> None:
    write("seed: -1\nfit: {epochs: 0}\n", "base.yaml")
    with pytest.raises(SpecError) as caught:
        load_spec(write("extends: base.yaml\nfit: {batch_size: 0}\n" + MODEL))
    assert [str(issue.mark) for issue in caught.value.issues] == [
        "base.yaml:1:7",
        "base.yaml:2:15",
        "spec.yaml:2:19",
    ]


def test_what_was_extended_can_be_mended_on_top() -> None:
    write("seed: -1\n", "base.yaml")
    assert load_spec(write("extends: base.yaml\nseed: 1\n" + MODEL)).seed == 1


def test_checked() -> None:
    checked = check_spec(
        load_spec(write(f"data: {{source: {NOISE}, validation: 0.25}}\n" + MODEL)), training=True
    )
    assert checked.facts is not None
    assert (checked.facts.shape, dict(checked.facts.rows)) == ((4,), {"train": 6, "validation": 2})
    assert [step.output_shape for step in checked.analysis.steps] == [(4,), (2,)]


def test_a_model_alone() -> None:
    checked = check_spec(load_spec(write("model: {input_shape: [4], layers: [Flatten]}\n")))
    assert checked.facts is None


def test_arguments_of_the_data() -> None:
    spec = load_spec(write(f"seed: 3\ndata: {{source: {NOISE}, validation: 0.25, test: mnist}}\n" + MODEL))
    arguments = source_arguments(spec, [Path("x")])
    assert (arguments["name"], arguments["seed"], arguments["folder"]) == ("synthetic", 3, Path())
    assert (arguments["validation"], arguments["test"][0]) == (0.25, "mnist")
    assert arguments["allowed"] == [Path("x")]


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ("{source: {npz: a.npz}}", "a.npz"),
        ("{source: {npz: {path: a.npz}}}", "a.npz"),
        ("{source: {npz: good.npz}, validation: {npz: a.npz}}", "a.npz"),
        ("{source: {npz: good.npz}, test: {npz: {path: a.npz}}}", "a.npz"),
        ("{source: {npz: good.npz}, test: {npz: wide.npz}}", "wide.npz"),
        ("{source: {npz: good.npz}, validation: {npz: good.npz}}", "good.npz}}"),
    ],
)
def test_a_data_error_stands_where_the_data_is_named(data: str, at: str) -> None:
    write_npz("good.npz")
    write_npz("wide.npz", (5,))
    line = f"data: {data}"
    with pytest.raises(DataError) as caught:
        check_spec(load_spec(write(f"{line}\n{MODEL}")))
    assert str(caught.value.mark) == f"spec.yaml:1:{line.index(at) + 1}"
