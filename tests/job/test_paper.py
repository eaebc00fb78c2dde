from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrun.errors import DataError
from kerasrun.job.load import load_spec
from kerasrun.job.paper import find_code, write_papers
from kerasrun.rundir.layout import Run
from kerasrun.rundir.run import create_run
from tests.experiment import experiment, rows, save_npz, write_experiment


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return create_run("tiny", runs_dir=tmp_path / "runs")


def with_code(*names: str) -> dict[str, Any]:
    return {"loss": "mse", "metrics": [{"python": name} for name in names]}


def test_spec_is_kept_as_written(tmp_path, run):
    file = write_experiment(tmp_path)
    file.write_text("# mine\n" + file.read_text("utf-8"), "utf-8")
    write_papers(run, load_spec(file), {})
    assert run.spec_file.read_text("utf-8") == file.read_text("utf-8")
    assert not run.code_directory.exists()


@pytest.mark.parametrize(
    ("schema", "moved"),
    [
        ("kerasrun.schema.json", "../../kerasrun.schema.json"),
        ("../s.json", "../../../s.json"),
        ("https://example.org/s.json", "https://example.org/s.json"),
    ],
)
def test_the_copy_of_the_spec_names_the_schema_from_where_it_lies(schema, moved, tmp_path, run):
    file = write_experiment(tmp_path)
    text = file.read_text("utf-8")
    file.write_text(f"# yaml-language-server: $schema={schema}\n{text}", "utf-8")
    write_papers(run, load_spec(file), {})
    assert run.spec_file.read_text("utf-8") == f"# yaml-language-server: $schema={moved}\n{text}"


def test_resolved_spec_names_the_data_from_where_it_lies(tmp_path, run):
    x, y = rows(20)
    source = save_npz(tmp_path, x_train=x, y_train=y)
    spec = experiment(tmp_path, data={"source": source, "validation": source | {"npz": "data.npz"}})
    write_papers(run, spec, {})
    resolved = load_spec(run.resolved_file)
    assert resolved.data is not None
    assert resolved.data.source.arguments.model_dump()["path"] == "../../data.npz"
    assert run.resolved_file.read_text("utf-8").startswith("# The spec with every default")


def test_code_is_copied_and_named_by_its_copy(tmp_path, run):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.py").write_text(f"# {folder}\n")
    spec = experiment(tmp_path, compile=with_code("a/mine.py:f", "b/mine.py:f", "a/mine.py:g"))
    write_papers(run, spec, find_code(spec, ()))
    copies = {path.name: path.read_text() for path in run.code_directory.iterdir()}
    assert copies == {"mine.py": "# a\n", "mine_1.py": "# b\n"}
    resolved = load_spec(run.resolved_file)
    found = find_code(resolved, ())
    assert {text: path.read_text() for text, path in found.items()} == {
        "code/mine.py:f": "# a\n",
        "code/mine_1.py:f": "# b\n",
        "code/mine.py:g": "# a\n",
    }


def test_code_that_is_not_there_names_its_line(tmp_path):
    spec = experiment(tmp_path, compile=with_code("no.py:f"))
    with pytest.raises(DataError, match=r"no such file: 'no.py'") as caught:
        find_code(spec, ())
    assert caught.value.mark is not None
    line = (tmp_path / "tiny.yaml").read_text("utf-8").splitlines()[caught.value.mark.line - 1]
    assert "no.py:f" in line


def test_code_outside_the_project(tmp_path):
    spec = experiment(tmp_path / "inner", compile=with_code("../../mine.py:f"))
    with pytest.raises(DataError, match="mine.py"):
        find_code(spec, ())


def test_facts_are_those_of_the_run(finished):
    from kerasrun.rundir.environment import read_environment

    data = read_environment(finished[0].run)["data"]
    assert (data["source"], data["shape"], data["classes"]) == ("synthetic", [4], 3)
    assert set(data["fingerprint"]) == {"train", "validation", "test"}
