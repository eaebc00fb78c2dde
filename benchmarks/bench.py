"""One job of steady.py on both sides: the loop in this process, `fit` in one of its own.

Whoever imports this has chosen TensorFlow's kernels for the job.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from typing import Any

from benchmarks.comparison import Comparison, compare
from benchmarks.job import ROOT, load_job
from kerasrun.analysis.pace import choose_pace
from kerasrun.builder.feed import feed
from kerasrun.events import ignore
from kerasrun.job.load import check_spec
from kerasrun.job.workspace import Workspace, build_workspace
from kerasrun.training.loop import Loop
from kerasrun.training.order import Order
from kerasrun.training.plan import Plan
from kerasrun.training.score_chunk import ScoreChunk
from kerasrun.training.tensors import load_tensors
from kerasrun.training.train_chunk import TrainChunk


class Bench:
    """One job, its model and its data."""

    def __init__(self, name: str) -> None:
        self.job, spec = load_job(name)
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
