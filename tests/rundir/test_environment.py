"""What a run depended on, by allow-list."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from kerasrun.rundir.environment import VARIABLES, describe_environment, read_environment, write_environment
from kerasrun.rundir.run import Run


def test_the_facts_and_their_order() -> None:
    facts = describe_environment(
        seed=7,
        threads=2,
        devices=["CPU"],
        runtime={"precision": "float32"},
        overrides=["fit.epochs=3"],
        data_fingerprint={"train": "ab"},
    )
    assert list(facts) == [
        *("versions", "python", "platform", "cpu", "devices", "seed", "threads", "runtime", "overrides"),
        *("variables", "git", "data"),
    ]
    assert facts["versions"]["tensorflow"] == metadata.version("tensorflow")
    assert facts["versions"]["keras"] == metadata.version("keras")
    assert facts["python"]["version"] == sys.version.split()[0]
    assert facts["cpu"]["count"] >= facts["cpu"]["available"] >= 1
    assert facts["seed"] == 7
    assert facts["devices"] == ["CPU"]
    assert facts["runtime"] == {"precision": "float32"}
    assert facts["git"] is None
    assert facts["data"] == {"fingerprint": {"train": "ab"}}


def test_only_the_listed_variables_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/srv/people/ann")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=/srv/people/ann/dump")
    facts = describe_environment(
        seed=0, overrides=["data.token=hunter2", "data.source.npz=/srv/people/ann/a.npz"]
    )
    assert facts["variables"] == {"TF_ENABLE_ONEDNN_OPTS": "0", "XLA_FLAGS": "--xla_dump_to=~/dump"}
    text = json.dumps(facts)
    assert "hunter2" not in text
    assert "ann" not in text


def test_it_is_read_as_it_was_written(run: Run) -> None:
    facts = describe_environment(seed=1, spec_folder=Path("."))
    write_environment(run, {**facts, "model": {"layers": 3}})
    assert read_environment(run) == {**facts, "model": {"layers": 3}}


def test_the_room_needs_no_tensorflow_keras_or_numpy() -> None:
    names = [f"kerasrun.rundir.{name}" for name in "run status history manifest environment scores".split()]
    program = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "from kerasrun.rundir.environment import describe_environment\ndescribe_environment(seed=0)\n"
        "print(sorted({'tensorflow', 'keras', 'numpy', 'pydantic', 'yaml'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
