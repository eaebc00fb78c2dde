"""Places, and what is compared; `tests/cli/test_verify_resume.py` runs the processes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kerasrun.errors import DataError, ResumeRefused, SpecError, UsageError
from kerasrun.job.verify import Found, Place, Verification, _differences, _failure, _places, verify_resume
from tests.experiment import write_experiment

OUTCOME: dict[str, Any] = {
    "weights_sha256": "a",
    "optimizer_sha256": "b",
    "history": [{"loss": 1.0}],
    "steps": 9,
}


@pytest.mark.parametrize(
    ("epochs", "steps", "half"), [(3, 96, 48), (2, 8, 6), (1, 8, 4), (1, 1, 1), (10, 320, 176)]
)
def test_half_way_is_inside_an_epoch(epochs: int, steps: int, half: int) -> None:
    faults = [place.faults for place in _places(epochs, steps)]
    assert faults == [("batch=1",), (f"batch={half}",), ("batch=1", "save:bytes=100"), (f"interrupt={half}",)]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("weights_sha256", "weights"),
        ("optimizer_sha256", "optimizer"),
        ("history", "history"),
        ("steps", "steps"),
    ],
)
def test_each_difference_is_named(key: str, name: str) -> None:
    assert _differences(OUTCOME, dict(OUTCOME)) == ()
    assert _differences(OUTCOME, {**OUTCOME, key: None}) == (name,)


def test_the_json_of_a_difference() -> None:
    found = (Found("killed half way", ("weights",), 1.23), Found("Ctrl-C half way", (), 2.0))
    verification = Verification(2, 9, "a", "b", 1.0, found, repeats=True)
    document = verification.as_json()
    assert (document["ok"], document["straight_run_repeats"]) == (False, True)
    assert document["places"][0] == {
        "place": "killed half way", "equal": False, "differs": ["weights"], "seconds": 1.2
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "out", "kind", "message"),
    [
        (3, json.dumps({"message": "no such file"}), DataError, "there: no such file"),
        (0, "{}", ResumeRefused, "there: the process ended with exit code 0 and was not stopped by batch=1"),
        (-11, "", ResumeRefused, "there: the process ended with exit code -11"),
    ],
)
def test_a_process_that_ended_in_another_way(
    code: int, out: str, kind: type[Exception], message: str
) -> None:
    done = subprocess.CompletedProcess(["kerasrun"], code, out, "")
    error = _failure(Place("there", ("batch=1",)), "batch=1", done)
    assert type(error) is kind
    assert error.message == message


def test_a_bad_spec_starts_no_process(tmp_path: Path) -> None:
    lines: list[str] = []
    with pytest.raises(SpecError, match="epochs"):
        verify_resume(write_experiment(tmp_path, fit={"epochs": 0}), notify=lines.append)
    file = write_experiment(tmp_path, fit={"engine": "keras"})
    with pytest.raises(UsageError, match="writes no checkpoints") as caught:
        verify_resume(file, notify=lines.append)
    assert caught.value.mark is not None
    assert lines == []
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.yaml"]
