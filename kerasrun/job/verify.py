"""`verify-resume`: the proof on this machine that a run which is killed and goes on ends as one that was not.

In: a spec. Out: for each place of a stop, what differs from the straight run. Every run is a process of its
own, which dies where `KERASRUN_FAULT` says (`rundir/crash.py`), and leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kerasrun.errors import (
    DataError,
    ExitCode,
    Interrupted,
    KerasrunError,
    OutOfMemory,
    ResumeRefused,
    StorageError,
    TrainingFault,
    UsageError,
)
from kerasrun.job.load import check_spec, load_spec
from kerasrun.rundir.crash import VARIABLE
from kerasrun.rundir.history import read_history
from kerasrun.rundir.layout import Run

STRAIGHT = "straight run"
CLOCK = ("seconds", "samples_per_second")
"""The keys of a line of history that no two runs share."""

_KINDS = {
    kind.exit_code: kind
    for kind in (UsageError, DataError, TrainingFault, StorageError, ResumeRefused, OutOfMemory, Interrupted)
}
_KILLED = -signal.SIGKILL
_ENDED = (ExitCode.OK, ExitCode.EXPECTATION)


@dataclass(frozen=True)
class Place:
    """Where a run is stopped: the fault of each process but the last one, and how that process ends."""

    name: str
    faults: tuple[str, ...]
    code: int = _KILLED


@dataclass(frozen=True)
class Found:
    """One run that was stopped and went on, compared with the straight one."""

    place: str
    differs: tuple[str, ...]
    """What is not equal: of weights, optimizer, history, steps."""
    seconds: float
    """Of all its processes."""


@dataclass(frozen=True)
class Verification:
    """What `verify_resume` found."""

    epochs: int
    steps: int
    weights_sha256: str
    optimizer_sha256: str
    seconds: float
    """Of the straight run."""
    found: tuple[Found, ...]
    repeats: bool | None = None
    """Whether a second straight run is equal to the first; None where nothing differs and nobody asked."""

    @property
    def is_equal(self) -> bool:
        """Whether every run ended with the same bits."""
        return not any(found.differs for found in self.found)

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` prints it."""
        return {
            "ok": self.is_equal,
            "epochs": self.epochs,
            "steps": self.steps,
            "weights_sha256": self.weights_sha256,
            "optimizer_sha256": self.optimizer_sha256,
            "seconds": round(self.seconds, 1),
            "straight_run_repeats": self.repeats,
            "places": [
                {
                    "place": found.place,
                    "equal": not found.differs,
                    "differs": list(found.differs),
                    "seconds": round(found.seconds, 1),
                }
                for found in self.found
            ],
        }


def verify_resume(
    spec: pathlib.Path,
    overrides: Sequence[str] = (),
    *,
    allow_code: bool = False,
    allowed: Sequence[pathlib.Path] = (),
    notify: Callable[[str], None] = lambda line: None,
) -> Verification:
    """Train a spec straight through, and again with a stop at each place; compare how they end.

    Each process writes a checkpoint after every chunk of steps. The runs lie in a hidden folder of the
    working directory until all is compared.

    Args:
        spec: the YAML file.
        overrides: `key.path=value`.
        allow_code: let Python files that the spec names run.
        allowed: folders outside the project that data may come from.
        notify: called with a line whenever a run begins.

    Raises:
        UsageError: `fit.engine: keras`, which has no checkpoints.
        KerasrunError: the spec is wrong, or a process ended in another way than it should.
    """
    _require_checkpoints(spec, overrides, allowed)
    options = ["--allow-code"] * allow_code + [
        word for path in allowed for word in ("--allow-path", str(path))
    ]
    with tempfile.TemporaryDirectory(
        prefix=".kerasrun-verify-", dir=pathlib.Path.cwd(), ignore_cleanup_errors=True
    ) as folder:
        trial = _Trial(pathlib.Path(folder), [str(spec), *overrides, "runtime.checkpoint=1"], options)
        notify(f"{STRAIGHT}: {spec}")
        straight = trial.run(Place(STRAIGHT, ()))
        places = _places(straight["epochs"], straight["steps"])
        found = []
        for place in places:
            notify(f"{place.name}: {', then '.join(place.faults)}")
            other = trial.run(place)
            found.append(Found(place.name, _differences(straight, other), other["clock"]))
        repeats = None
        if any(one.differs for one in found):
            notify("straight run once more: does it repeat?")
            repeats = not _differences(straight, trial.run(Place(f"{STRAIGHT} again", ())))
    return Verification(
        straight["epochs"],
        straight["steps"],
        straight["weights_sha256"],
        straight["optimizer_sha256"],
        straight["clock"],
        tuple(found),
        repeats,
    )


def _require_checkpoints(
    spec: pathlib.Path, overrides: Sequence[str], allowed: Sequence[pathlib.Path]
) -> None:
    """Find what is wrong with the spec before any process starts."""
    experiment = load_spec(spec, overrides, allowed=allowed)
    check_spec(experiment, allowed=allowed, training=True)
    if experiment.fit.engine == "keras":
        raise UsageError(
            "fit.engine: keras writes no checkpoints: a run of it begins again",
            "leave `engine` out",
            experiment.document.value_mark(("fit", "engine")),
        )


def _places(epochs: int, steps: int) -> tuple[Place, ...]:
    """Return the places for a run of so many epochs and steps in all."""
    of_epoch = steps // max(epochs, 1)
    half = min(steps, epochs // 2 * of_epoch + max(1, of_epoch // 2))
    return (
        Place("killed after the first chunk", ("batch=1",)),
        Place("killed half way", (f"batch={half}",)),
        Place("killed while saving", ("batch=1", "save:bytes=100")),
        Place("Ctrl-C half way", (f"interrupt={half}",), ExitCode.INTERRUPTED),
    )


class _Trial:
    """Runs a spec in processes."""

    def __init__(self, folder: pathlib.Path, spec: Sequence[str], options: Sequence[str]) -> None:
        self.folder = folder
        self.spec = spec
        self.options = options

    def run(self, place: Place) -> dict[str, Any]:
        """Train to the end with the stops of a place; return the outcome with its history and seconds."""
        runs = str(self.folder / place.name.replace(" ", "-"))
        started = time.perf_counter()
        command = ["train", *self.spec]
        for fault in place.faults:
            self._process([*command, "--runs-dir", runs], fault, (place.code,), place)
            command = ["resume"]
        told = self._process([*command, "--runs-dir", runs], "", _ENDED, place)
        outcome: dict[str, Any] = json.loads(told)
        lines = read_history(Run(pathlib.Path(outcome["run"])))
        outcome["history"] = [
            {key: value for key, value in line.items() if key not in CLOCK} for line in lines
        ]
        return outcome | {"clock": time.perf_counter() - started}

    def _process(self, command: Sequence[str], fault: str, codes: Sequence[int], place: Place) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "kerasrun", *command, *self.options, "--json", "--quiet"],
            env={**os.environ, VARIABLE: fault},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode not in codes:
            raise _failure(place, fault, done)
        return done.stdout


def _failure(place: Place, fault: str, done: subprocess.CompletedProcess[str]) -> KerasrunError:
    """Return the error of a process that ended in another way than it should."""
    try:
        message = str(json.loads(done.stdout)["message"])
    except (ValueError, KeyError, TypeError):
        message = f"the process ended with exit code {done.returncode}"
        message += f" and was not stopped by {fault}" if fault and done.returncode in _ENDED else ""
    kind = next((kind for code, kind in _KINDS.items() if code == done.returncode), ResumeRefused)
    return kind(f"{place.name}: {message}")


def _differences(straight: dict[str, Any], other: dict[str, Any]) -> tuple[str, ...]:
    keys = {
        "weights": "weights_sha256",
        "optimizer": "optimizer_sha256",
        "history": "history",
        "steps": "steps",
    }
    return tuple(name for name, key in keys.items() if straight[key] != other[key])
