"""What goes on beside the steps, as a share of the training phase: display, history and checkpoints.

    python -m benchmarks.overhead [TIMES]

One training by default settings, its display drawn to a terminal that nobody sees. The calls that draw, write
the history and write checkpoints are timed where they happen: two trainings side by side differ by more than
that. What the display's own thread draws between two events is not counted.
"""

from __future__ import annotations

import json
import os
import pathlib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.comparison import RESULTS
from kerasrun.cli.session import Session
from kerasrun.job import work
from kerasrun.job.load import load_spec
from kerasrun.job.train import train
from kerasrun.rundir.history import append_epoch
from kerasrun.training.keeper import Keeper

ROOT = pathlib.Path(__file__).parents[1]
JOBS = {
    "dense": ("mlp", ["fit.epochs=100", "data.source.synthetic.train=20000"]),
    "lstm": ("lstm", ["fit.epochs=20", "data.source.synthetic.train=5000"]),
    "cnn": ("mnist_cnn", ["fit.epochs=3"]),
}
PAUSES = ("began", "began_again", "after_chunk", "after_epoch", "before_end")


class Clock:
    """Adds up the seconds of calls, by what they are for."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.running = False

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with its time counted, except inside another one that is."""

        def run(*arguments: Any, **named: Any) -> Any:
            if self.running:
                return function(*arguments, **named)
            self.running, started = True, time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.running = False
                self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - started

        return run


def share(name: str, clock: Clock) -> dict[str, float]:
    """Train once; return the share of each part."""
    spec, changes = JOBS[name]
    clock.seconds.clear()
    with tempfile.TemporaryDirectory() as runs, Session(name, quiet=False) as session:
        outcome = train(
            load_spec(ROOT / "configs" / f"{spec}.yaml", changes),
            runs_dir=runs,
            notify=clock.timed("display", session.notify),
        )
    return {part: seconds / outcome.seconds["train"] for part, seconds in clock.seconds.items()}


def hide_screen() -> None:
    """Make descriptor 2 a terminal that nobody sees."""
    reader, terminal = os.openpty()
    os.dup2(terminal, 2)

    def drain() -> None:
        while os.read(reader, 65536):
            pass

    threading.Thread(target=drain, daemon=True).start()


def main() -> None:
    """Print and write the shares of every job."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    hide_screen()
    clock = Clock()
    work.__dict__["append_epoch"] = clock.timed("history", append_epoch)
    for pause in PAUSES:
        setattr(Keeper, pause, clock.timed("checkpoint", getattr(Keeper, pause)))
    shares = {name: [share(name, clock) for _ in range(times)] for name in JOBS}
    print("Share of the training phase in percent, medians")
    for name, rows in shares.items():
        parts = sorted({part for row in rows for part in row})
        told = ", ".join(f"{p} {100 * statistics.median(r.get(p, 0.0) for r in rows):.2f}" for p in parts)
        print(f"{name:<8} {100 * statistics.median(sum(row.values()) for row in rows):.2f}  ({told})")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "overhead.json").write_text(json.dumps(shares, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
