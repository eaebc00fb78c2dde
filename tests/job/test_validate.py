from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kerasrun.errors import DataError, UsageError
from kerasrun.job.validate import Stage, find_specs, validate

MODEL = "model:\n  input_shape: [4]\n  layers: [Dense: 3]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("a: [", Stage.READING),
        ("a: 1\na: 2\n", Stage.SPEC),
        ("modle: 1\n", Stage.SPEC),
        (f"data: {{source: {{npz: none.npz}}}}\n{MODEL}", Stage.DATA),
        (MODEL.replace("Dense: 3", "LSTM: 3"), Stage.ANALYSIS),
        (MODEL, Stage.VALID),
    ],
)
def test_the_stage_that_failed(text: str, stage: Stage) -> None:
    verdict = validate(write("a.yaml", text))
    assert verdict.stage == stage
    assert (verdict.error is None) == (stage == Stage.VALID)
    assert bool(verdict.issues) == (stage != Stage.VALID)
    assert verdict.texts == {"a.yaml": text}


def test_a_missing_file_has_a_verdict() -> None:
    verdict = validate(Path("none.yaml"))
    assert verdict.stage == Stage.READING
    assert [issue.code for issue in verdict.issues] == ["KR001"]


def test_a_valid_spec_has_warnings() -> None:
    text = MODEL.replace("[Dense: 3]", "[Dense: 3, Dense: 3]")
    verdict = validate(write("a.yaml", text))
    assert verdict.error is None
    assert {issue.severity for issue in verdict.issues} == {"warning"}


def test_a_text_in_place_of_the_file() -> None:
    path = write("a.yaml", "a: [")
    assert validate(path, text=MODEL).stage == Stage.VALID
    assert path.read_text("utf-8") == "a: ["


def test_data_has_its_line_and_its_file() -> None:
    write("d/a.yaml", f"data: {{source: {{npz: x.npz}}}}\n{MODEL}")
    verdict = validate(Path("d/a.yaml"))
    assert isinstance(verdict.error, DataError)
    assert verdict.issues[0].mark is not None
    assert verdict.data_files == (Path("d/x.npz"),)
    np.savez("d/x.npz", x_train=np.zeros((8, 4), "float32"), y_train=np.zeros((8, 3), "float32"))
    assert validate(Path("d/a.yaml")).stage == Stage.VALID


def test_a_folder_stands_for_its_specs() -> None:
    write("s/b.yaml", MODEL)
    write("s/a.yml", "# a\nextends: part.yaml\n")
    write("s/broken.yaml", MODEL + "a: [")
    write("s/part.yaml", "fit: {epochs: 3}\n")
    write("s/notes.txt", MODEL)
    write("s/deeper/c.yaml", MODEL)
    found = [Path("s/a.yml"), Path("s/b.yaml"), Path("s/broken.yaml")]
    assert find_specs([Path("x.yaml"), Path("s")]) == [Path("x.yaml"), *found]


def test_a_folder_without_specs_is_refused() -> None:
    write("s/part.yaml", "fit: {epochs: 3}\n")
    with pytest.raises(UsageError, match="no specs in the folder 's'"):
        find_specs([Path("s")])


TABLE = "data: {source: {csv: {path: a.csv, label: y}}}\nmodel: {layers: [Dense: 1]}\n"


def test_what_the_data_is_warned_of_stands_at_its_source() -> None:
    Path("a.csv").write_text("a,b,y\n1.5,0,0.5\n2.5,0,1.5\n4.5,0,2\n", "utf-8")
    verdict = validate(write("a.yaml", TABLE))
    (warning,) = [issue for issue in verdict.issues if not issue.code]
    assert (warning.message, warning.severity) == ("a.csv: column 'b' has one value in every row", "warning")
    assert str(warning.mark) == "a.yaml:1:16"
    assert verdict.stage == Stage.VALID


def test_a_limit_of_memory() -> None:
    text = TABLE + "compile: {optimizer: adam, loss: mse}\nfit: {epochs: 1, batch_size: 1}\n"
    Path("a.csv").write_text("a,b,y\n1.5,0,0.5\n2.5,1,1.5\n4.5,0,2\n", "utf-8")
    path = write("a.yaml", text)
    assert validate(path).error is None
    verdict = validate(path, max_memory=2**20)
    assert [issue.code for issue in verdict.issues if issue.severity == "error"] == ["KR202"]
