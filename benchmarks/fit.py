"""Keras's `fit` in a process that imports Keras as a plain script does: the other side of steady.py.

    python -m benchmarks.fit JOB

Reads a number of epochs a line; answers each with microseconds per step, as a line of its own.
"""

# Before kerasrun, which imports Keras with settings of its own.
import keras  # noqa: F401, I001
import sys

from benchmarks.bench import Bench


def main() -> None:
    """Answer until the input ends."""
    bench = Bench(sys.argv[1])
    for line in sys.stdin:
        print(f"{bench.fit(int(line))}", flush=True)


if __name__ == "__main__":
    main()
