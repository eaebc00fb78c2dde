"""The command line in this process, a spec that trains in a second, runs without Keras, golden texts."""

from __future__ import annotations

import contextlib
import json
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from typer.testing import CliRunner

from kerasrun.cli.app import app
from kerasrun.rundir.layout import Run
from kerasrun.rundir.run import create_run
from kerasrun.rundir.scores import write_scores
from kerasrun.rundir.status import Ending, Status, write_status

GOLDEN = Path(__file__).parent / "golden"
SPEC = """\
version: 1
name: tiny
data:
  source: {synthetic: {task: classification, shape: [4], classes: 3, train: 96, test: 32}}
  validation: 0.25
model:
  layers:
    - Dense: {units: 8, activation: relu}
    - Dense: {units: 3, activation: softmax}
compile: {optimizer: sgd, loss: categorical_crossentropy, metrics: [accuracy]}
fit: {epochs: 2, batch_size: 16}
"""


@dataclass(frozen=True)
class Reply:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return the one JSON document on stdout."""
        return json.loads(self.out)


class Cli(Protocol):
    """Runs a command line given as words."""

    def __call__(self, *words: str | Path, columns: int = 80) -> Reply: ...


def invoke(*words: str | Path, columns: int = 80) -> Reply:
    environment = {"COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1", "FORCE_COLOR": None}
    with warnings.catch_warnings():
        # NumPy's, about TensorFlow's variables, when Keras saves a model.
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        result = CliRunner().invoke(app, [str(word) for word in words], prog_name="kerasrun", env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Reply(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs commands in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return invoke


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A small good spec, relative to the folder of `cli`."""
    (tmp_path / "tiny.yaml").write_text(SPEC, "utf-8")
    return Path("tiny.yaml")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reply]:
    """A folder with a trained run, and what `train` said."""
    folder = tmp_path_factory.mktemp("trained")
    (folder / "tiny.yaml").write_text(SPEC, "utf-8")
    with contextlib.chdir(folder):
        return folder, invoke("train", "tiny.yaml", "--json")


class Make(Protocol):
    """Makes a run directory in `runs` that ended some days ago."""

    def __call__(
        self,
        name: str,
        number: int = 0,
        state: Ending | None = "finished",
        reason: str | None = None,
        scores: dict[str, dict[str, float]] | None = None,
    ) -> Run: ...


@pytest.fixture
def make_run(tmp_path: Path) -> Make:
    """Makes runs without Keras; `number` orders them."""

    def make(
        name: str,
        number: int = 0,
        state: Ending | None = "finished",
        reason: str | None = None,
        scores: dict[str, dict[str, float]] | None = None,
    ) -> Run:
        run = create_run(name, runs_dir=tmp_path / "runs", now=datetime(2026, 11, 23, 10, number))
        run.resolved_file.write_text(SPEC, "utf-8")
        status = Status.begin(datetime.now(UTC) - timedelta(days=3, hours=1))
        write_status(run, status.end(state, epochs=12, reason=reason) if state else status)
        if scores is not None:
            write_scores(run, {"scores": scores, "rows": dict.fromkeys(scores, 100)})
        return run

    return make


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with tests/cli/golden/NAME.txt; `GOLDEN=write` writes it anew."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        text = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"
        if os.environ.get("GOLDEN") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8")

    return compare
