"""Steady training: the loop against `model.fit` on arrays, in turn.

    python -m benchmarks.steady [PAIRS [JOB ...]]

The same model, data and batch size on both sides, in a process each: `fit` runs where Keras was imported as a
plain script does it. The first epoch, which traces and compiles, is told apart. The loop is measured as a
plain graph and compiled by XLA; a note says which of them `kerasrun train` chooses for EPOCHS epochs. Where
PyTorch, Lightning or JAX can be imported, `peer.py` measures their loops afterwards.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from benchmarks.comparison import print_head, write_json
from benchmarks.job import JOBS, ROOT, load_job
from kerasrun.job.kernel import choose_kernels

PEERS = ("torch", "lightning", "jax")


def measure_job(name: str, pairs: int) -> None:
    """Print and write what one job gave."""
    choose_kernels(load_job(name)[1])
    from benchmarks.bench import measure

    rows, seen = measure(name, pairs)
    for row in rows:
        print(row.row(), flush=True)
    write_json(f"steady_{name}", rows, {**seen, "peers": ask_peers(name, pairs)})


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
    """Measure each job in a process of its own."""
    pairs, names = sys.argv[1:2] or ["5"], sys.argv[2:]
    if len(names) == 1:
        measure_job(names[0], int(pairs[0]))
        return
    print_head("Steady state", "model.fit")
    for name in names or JOBS:
        subprocess.run([sys.executable, "-m", "benchmarks.steady", *pairs, name], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
