"""Whole processes: `kerasrun train` against a plain Keras script of the same job.

    python -m benchmarks.process [PAIRS [JOB ...]]

The scripts are what one would write by hand: random data, the model, `fit`, `evaluate`. They check and save
nothing; kerasrun checks, scores every split, saves the model and writes a report. Both run in turn, after one
run of each that does not count. On a machine that does other work too, read the processor seconds.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile
import time

from benchmarks.comparison import Clock, Comparison, compare, print_head, write_json

ROOT = pathlib.Path(__file__).parents[1]

MLP = """
import numpy as np, keras
x, x_test = np.random.random((1000, 100)), np.random.random((1000, 100))
y = keras.utils.to_categorical(np.random.randint(10, size=(1000, 1)), 10)
y_test = keras.utils.to_categorical(np.random.randint(10, size=(1000, 1)), 10)
model = keras.Sequential([
    keras.Input((100,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=10, batch_size=32)
print(model.evaluate(x_test, y_test, batch_size=32))
"""

LSTM = """
import numpy as np, keras
x, y = np.random.random((1000, 8, 16)), np.random.random((1000, 10))
x_val, y_val = np.random.random((100, 8, 16)), np.random.random((100, 10))
model = keras.Sequential([
    keras.Input((8, 16)),
    keras.layers.LSTM(32, return_sequences=True),
    keras.layers.LSTM(32, return_sequences=True),
    keras.layers.LSTM(32),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=64, epochs=5, validation_data=(x_val, y_val))
"""

VGG = """
import numpy as np, keras
x, x_test = np.random.random((100, 100, 100, 3)), np.random.random((20, 100, 100, 3))
y = keras.utils.to_categorical(np.random.randint(10, size=(100, 1)), 10)
y_test = keras.utils.to_categorical(np.random.randint(10, size=(20, 1)), 10)
model = keras.Sequential([
    keras.Input((100, 100, 3)),
    keras.layers.Conv2D(32, (3, 3), activation="relu"),
    keras.layers.Conv2D(32, (3, 3), activation="relu"),
    keras.layers.MaxPooling2D((2, 2)),
    keras.layers.Dropout(0.25),
    keras.layers.Conv2D(64, (3, 3), activation="relu"),
    keras.layers.Conv2D(64, (3, 3), activation="relu"),
    keras.layers.MaxPooling2D((2, 2)),
    keras.layers.Dropout(0.25),
    keras.layers.Flatten(),
    keras.layers.Dense(256, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(10, activation="softmax"),
])
rate = keras.optimizers.schedules.InverseTimeDecay(0.01, decay_steps=1, decay_rate=1e-6)
model.compile(
    optimizer=keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, batch_size=32, epochs=10)
print(model.evaluate(x_test, y_test, batch_size=32))
"""

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
SCRIPTS = {"mlp": MLP, "lstm": LSTM, "vgg": VGG}


def clock(command: list[str], processor: list[float]) -> Clock:
    """Return what runs the command as a process and returns its seconds; its processor's go to the list."""

    def run() -> float:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            raise SystemExit(f"this command failed: {' '.join(command)}")
        processor.append(usage.ru_utime + usage.ru_stime)
        return seconds

    return run


def measure(job: str, folder: str, pairs: int) -> tuple[Comparison, Comparison]:
    """Return wall time and processor time of a job."""
    script = pathlib.Path(folder) / f"{job}.py"
    script.write_text(SCRIPTS[job], encoding="utf-8")
    train = [sys.executable, "-m", "kerasrun", "train", f"configs/{job}.yaml", "--runs-dir", f"{folder}/runs"]
    cpu = Comparison(f"{job}, processor", "s")
    plain, ours = clock([sys.executable, str(script)], cpu.baseline), clock(train, cpu.ours)
    plain()
    ours()
    cpu.baseline.clear()
    cpu.ours.clear()
    return compare(f"{job}, wall", "s", plain, ours, pairs=pairs), cpu


def main() -> None:
    """Print and write two comparisons per job."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    jobs = sys.argv[2:] or list(SCRIPTS)
    comparisons = []
    print_head("Whole processes", "a plain Keras script")
    with tempfile.TemporaryDirectory() as folder:
        for job in jobs:
            for comparison in measure(job, folder, pairs):
                print(comparison.row(), flush=True)
                comparisons.append(comparison)
    write_json("process", comparisons)


if __name__ == "__main__":
    main()
