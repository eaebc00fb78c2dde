"""How to train the run again, and what its files hold."""

from __future__ import annotations

import shlex

from kerasrun.report.markdown import code, fence, table
from kerasrun.report.record import Record

_FILES = {
    "spec.yaml": "the spec as it was written",
    "resolved.yaml": "the spec with every default and override filled in",
    "environment.json": "versions, machine, seed, git commit, facts of the model and the data",
    "history.jsonl": "one line per epoch",
    "model.keras": "the trained model: `keras.models.load_model` loads it, without kerasrun",
    "scores.json": "loss and metrics of every split with the final weights",
    "report.md": "this report",
    "status.json": "running, finished, interrupted or failed, and why",
    "manifest.json": "sha256 and size of the files",
    "train.log": "what TensorFlow printed",
    "code": "the Python files that the spec names",
}


def repeat_section(record: Record) -> list[str]:
    """Return the command that trains the same model again, and the hash to compare."""
    command = f"kerasrun train {shlex.quote(f'{record.run.name}/resolved.yaml')}"
    if record.run.code_directory.is_dir():
        command += " --allow-code"
    blocks = ["## How to repeat", "In the folder that holds this run directory:", fence(command, "sh")]
    departures = record.environment.get("departures")
    if isinstance(departures, list) and departures:
        told = "; ".join(code(str(line)) for line in departures)
        blocks.append(
            f"It need not end with the same weights, since the run did not go through in one piece: {told}."
        )
        return blocks
    digest = record.scores.get("weights_sha256") if record.scores else None
    if isinstance(digest, str):
        blocks.append(
            f"Compare `weights_sha256` in the new run's `scores.json` with {code(digest)}: "
            "equal means the same weights, bit for bit."
        )
    return blocks


def file_section(record: Record) -> list[str]:
    """Return the table of the files that are there."""
    names = [name for name in _FILES if name == "report.md" or (record.run.directory / name).exists()]
    return [
        "## Files",
        table(["file", "holds"], [[code(name), _FILES[name]] for name in names], numbers_from=2),
    ]
