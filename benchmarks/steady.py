"""Steady training: the loop against `model.fit` on arrays, in turn.

    python -m benchmarks.steady [PAIRS [JOB ...]]

The same model, data and batch size on both sides, in a process each: `fit` runs where Keras was imported as a
plain script does it. The first epoch, which traces and compiles, is told apart. The loop is measured as a
plain graph and compiled by XLA; a note says which of them `kerasrun train` chooses for EPOCHS epochs. Where
PyTorch, Lightning or JAX can be imported, `peer.py` measures their loops afterwards.
"""

from __future__ import annotations

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.comparison import Comparison, compare, print_head, write_json
from kerasrun.analysis.pace import choose_pace
from kerasrun.builder.feed import feed
from kerasrun.events import ignore
from kerasrun.job.load import check_spec, load_spec
from kerasrun.job.workspace import Workspace, build_workspace
from kerasrun.training.loop import Loop
from kerasrun.training.order import Order
from kerasrun.training.plan import Plan
from kerasrun.training.score_chunk import ScoreChunk
from kerasrun.training.tensors import load_tensors
from kerasrun.training.train_chunk import TrainChunk

ROOT = pathlib.Path(__file__).parents[1]
EPOCHS = 50
"""Of the training whose pace is measured."""

PEERS = ("torch", "lightning", "jax")


@dataclass(frozen=True)
class Job:
    """A sample spec with another size, and how long to measure."""

    spec: str
    changes: tuple[str, ...]
    epochs: int
    """Of one measurement."""
    xla: bool = True
    """Whether XLA is worth a row: its convolutions on a CPU take minutes."""


SOURCE = "data.source.synthetic"
JOBS = {
    "dense": Job("mlp", (f"{SOURCE}.train=20000", f"{SOURCE}.test=0"), 2),
    "lstm": Job("lstm", (f"{SOURCE}.train=5000", "data.validation=null"), 2),
    "cnn": Job("mnist_cnn", ("fit.batch_size=128", "data.validation=null"), 1, xla=False),
    "vgg": Job("vgg", (f"{SOURCE}.test=0",), 1, xla=False),
}


class Bench:
    """One job, its model and its data."""

    def __init__(self, name: str) -> None:
        self.job = JOBS[name]
        spec = load_spec(
            ROOT / "configs" / f"{self.job.spec}.yaml", [*self.job.changes, f"fit.epochs={EPOCHS}"]
        )
        checked = check_spec(spec, training=True)
        self.work: Workspace = build_workspace(
            checked, code={}, allow_code=False, allowed=(), smoke=False, notify=ignore
        )
        self.rows = len(self.work.splits.train)
        self.batch_size = spec.fit.batch_size
        self.pace = choose_pace(spec, checked.analysis.steps, self.rows)
        self.steps = -(-self.rows // self.batch_size)
        self.order = Order(self.rows, self.batch_size)
        self.inputs, self.targets = feed(self.work.splits.train.inputs), self.work.splits.train.targets

    def fit(self, epochs: int) -> float:
        """Return microseconds per step of Keras's `fit`."""
        started = time.perf_counter()
        self.work.model.fit(self.inputs, self.targets, batch_size=self.batch_size, epochs=epochs, verbose=0)
        return self._micro(time.perf_counter() - started, epochs)

    def loop(self, jit: bool) -> Any:
        """Return what takes epochs and returns microseconds per step of the loop."""
        import keras  # kerasrun has imported it by now, in its own way.

        model = self.work.model
        tensors = load_tensors(self.inputs, self.targets)
        train = TrainChunk(model, tensors, batch_size=self.batch_size, steps=self.pace.chunk, jit=jit)

        def run(epochs: int) -> float:
            started = time.perf_counter()
            plan = Plan(epochs, self.batch_size, chunk=self.pace.chunk, jit=jit)
            Loop(model, train, ScoreChunk(model), None, plan, self.order, [keras.callbacks.Callback()]).run()
            return self._micro(time.perf_counter() - started, epochs)

        return run

    def _micro(self, seconds: float, epochs: int) -> float:
        return 1e6 * seconds / (epochs * self.steps)


class Fit:
    """`Bench.fit` in a process of its own: see fit.py."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, "-m", "benchmarks.fit", name]
        # Importing kerasrun set it in this process.
        variables = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=variables,
        )

    def __call__(self, epochs: int) -> float:
        """Return microseconds per step."""
        assert self._process.stdin
        assert self._process.stdout
        print(epochs, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()


def measure(name: str, pairs: int) -> tuple[list[Comparison], dict[str, Any]]:
    """Return a job's comparisons and what else was seen."""
    bench, fit = Bench(name), Fit(name)
    job, pace = bench.job, bench.pace
    # What is compiled and not is listed once: the pace's own row comes first.
    ways = [pace.jit] + ([not pace.jit] if job.xla or pace.jit else [])
    first = {"fit": fit(1) * bench.steps / 1e6}
    comparisons = []
    for jit in ways:
        loop, way = bench.loop(jit), "XLA" if jit else "graph"
        first[way] = loop(1) * bench.steps / 1e6
        note = f"first epoch {first[way]:.1f} s, fit's {first['fit']:.1f} s"
        if jit is pace.jit:
            note += f"; chosen, {pace.chunk} batches a call"
        comparisons.append(
            compare(
                f"{name}, {way}",
                "us/step",
                partial(fit, job.epochs),
                partial(loop, job.epochs),
                pairs=pairs,
                note=note,
            )
        )
    fit.end()
    return comparisons, {"pace": vars(pace), "steps": bench.steps, "first_epoch_seconds": first}


def ask_peers(name: str, pairs: int) -> dict[str, list[float]]:
    """Return microseconds per step of the peers that can be imported."""
    found = {}
    for peer in PEERS:
        command = [sys.executable, "-m", "benchmarks.peer", peer, name, str(pairs)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        if done.returncode == 0:
            found[peer] = json.loads(done.stdout.splitlines()[-1])
            print(f"{name}, {peer:<10} {statistics.median(found[peer]):>10.4g} us/step", flush=True)
    return found


def main() -> None:
    """Print and write the comparisons of every job."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    comparisons, more = [], {}
    print_head("Steady state", "model.fit")
    for name in sys.argv[2:] or JOBS:
        rows, seen = measure(name, pairs)
        for row in rows:
            print(row.row(), flush=True)
        comparisons += rows
        more[name] = {**seen, "peers": ask_peers(name, pairs)}
    write_json("steady", comparisons, {"jobs": more})


if __name__ == "__main__":
    main()
