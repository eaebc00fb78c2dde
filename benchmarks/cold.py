"""Cold commands as whole processes: wall time and memory, beside bare Python and TensorFlow's import.

    python benchmarks/cold.py [RUNS]

Every command runs once before it is counted. Absolute times differ from machine to machine: read the ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KERASRUN = [sys.executable, "-m", "kerasrun"]
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import tensorflow": [sys.executable, "-c", "import tensorflow"],
    "import kerasrun": [sys.executable, "-c", "import kerasrun"],
    "kerasrun --help": [*KERASRUN, "--help"],
    "kerasrun validate mlp": [*KERASRUN, "validate", "configs/mlp.yaml"],
    "kerasrun validate vgg": [*KERASRUN, "validate", "configs/vgg.yaml"],
    "kerasrun summary vgg": [*KERASRUN, "summary", "configs/vgg.yaml"],
    "kerasrun summary vgg16": [*KERASRUN, "summary", "benchmarks/vgg16.yaml"],
    "kerasrun list layers": [*KERASRUN, "list", "layers"],
    "kerasrun runs": [*KERASRUN, "runs"],
    "kerasrun train --dry-run": [*KERASRUN, "train", "configs/vgg.yaml", "--dry-run"],
}


def measure(command: list[str]) -> tuple[float, float]:
    """Run a command; return its wall time in seconds and its largest resident size in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Print one line per command: median, least and most seconds, and memory."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{'command':<26} {'median s':>9} {'min':>7} {'max':>7} {'MB':>6}")
    for name, command in COMMANDS.items():
        measure(command)
        times, sizes = zip(*(measure(command) for _ in range(runs)), strict=True)
        row = f"{statistics.median(times):>9.3f} {min(times):>7.3f} {max(times):>7.3f} {max(sizes):>6.0f}"
        print(f"{name:<26} {row}")


if __name__ == "__main__":
    main()
