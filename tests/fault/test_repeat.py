"""The same spec and seed give the same bits in another process, and the run says what it depended on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from kerasrun.rundir.run import latest_run
from tests.fault.conftest import Straight, end_of, write
from tests.fault.process import Done, run


def cold(folder: Path, *words: str | Path, **variables: str) -> Done:
    """Run a command in a process that imports TensorFlow itself and chooses kernels as users have it."""
    kept = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"}
    done = subprocess.run(
        [sys.executable, "-m", "kerasrun", *words],
        cwd=folder,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def test_a_cold_process_with_other_hashes_ends_the_same(tmp_path: Path, straight: Straight) -> None:
    done = cold(tmp_path, "train", write(tmp_path), "--json", PYTHONHASHSEED="1")
    assert end_of(done, tmp_path) == straight("dense")
    told = done.json()
    again = run(tmp_path, "train", f"{told['run']}/resolved.yaml", "--json").json()
    assert again["scores"] == told["scores"]


def test_scores_of_two_runs_are_the_same(tmp_path: Path) -> None:
    spec = write(tmp_path)
    kept = []
    for _ in range(2):
        assert run(tmp_path, "train", spec, "-q").code == 0
        kept.append(json.loads(latest_run(tmp_path / "runs").scores_file.read_text("utf-8")))
    for scores in kept:
        assert scores.pop("evaluated")
    assert kept[0] == kept[1]


def test_deterministic_training_is_the_same_with_one_thread_and_two(tmp_path: Path) -> None:
    spec = write(tmp_path, "cnn")
    words = ("train", spec, "runtime.deterministic=true", "--json")
    ends = [end_of(cold(tmp_path, *words, f"runtime.threads={threads}"), tmp_path) for threads in (1, 2)]
    assert ends[0] == ends[1]


def test_the_run_says_what_it_depended_on(tmp_path: Path) -> None:
    assert run(tmp_path, "train", write(tmp_path), "runtime.threads=2").code == 0
    environment = json.loads(latest_run(tmp_path / "runs").environment_file.read_text("utf-8"))
    assert set(environment["versions"]) == {"kerasrun", "tensorflow", "keras", "numpy"}
    assert (environment["seed"], environment["threads"], environment["devices"]) == (0, 2, ["CPU"])
    assert set(environment["runtime"]) >= {"precision", "jit", "engine", "chunk", "deterministic"}
    assert all(environment["versions"].values())
    assert {"git", "variables", "data", "memory", "departures"} <= set(environment)
    assert set(environment["data"]["fingerprint"]) == {"train", "validation", "test"}
