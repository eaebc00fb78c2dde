"""The papers of a run, written before the first step: the spec as written and resolved, code, environment."""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from kerasrun.analysis.memory import Memory
from kerasrun.data.examples import DataFacts, Splits
from kerasrun.data.fingerprint import fingerprint
from kerasrun.data.profile import profile
from kerasrun.errors import DataError, Path, ResumeRefused
from kerasrun.rundir.atomic import write_bytes, write_text
from kerasrun.rundir.environment import describe_environment, read_environment, write_environment
from kerasrun.rundir.layout import Run
from kerasrun.rundir.peak import peak_memory
from kerasrun.source.location import LocationError, resolve_path
from kerasrun.source.override import COMMAND_LINE
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.function import PythonSpec
from kerasrun.spec.resolve import format_spec, resolve_spec

_RESOLVED_HEAD = (
    "# The spec with every default and override filled in: `kerasrun train` of this file repeats the run.\n"
)

_MODELINE = re.compile(r"^(# *yaml-language-server: *\$schema=)(?![a-z]+:)(\S+)$", re.MULTILINE)
"""The line that names an editor the schema of the spec, in a file and not by a URL."""

Code = Mapping[str, pathlib.Path]
"""The file of each `{python: "file.py:function"}`, by that text."""


def find_code(spec: ExperimentSpec, allowed: Sequence[pathlib.Path]) -> dict[str, pathlib.Path]:
    """Return the Python file of each loss or metric that is the user's own code.

    Raises:
        DataError: the path leads out of the project, or there is no such file.
    """
    code = {}
    for path, part in _python_parts(spec):
        mark = spec.document.value_mark(path)
        try:
            file = resolve_path(part.file, spec.document.folder, allowed)
        except LocationError as error:
            raise DataError(error.message, error.hint, mark) from None
        if not file.is_file():
            raise DataError(f"no such file: {part.file!r}", "the path is relative to the spec", mark)
        code[part.python] = file
    return code


def write_papers(run: Run, spec: ExperimentSpec, code: Code) -> None:
    """Write spec.yaml, resolved.yaml and copies of the user's code into a new run.

    The copy of the spec leads an editor to the JSON Schema of the original.

    Raises:
        StorageError: a file cannot be written.
    """
    text = spec.document.texts.get(spec.document.file, "")
    move = partial(_move, spec.document.folder, run)
    write_text(run.spec_file, _MODELINE.sub(lambda found: found[1] + move(found[2]), text))
    names = {file: f"code/{_unique(file, code)}" for file in set(code.values())}
    if names:
        run.code_directory.mkdir(exist_ok=True)
    for file, name in names.items():
        write_bytes(run.directory / name, file.read_bytes())
    write_text(run.resolved_file, _resolved(run, spec, names))


def resolved_text(run: Run, spec: ExperimentSpec) -> str:
    """Return resolved.yaml as the spec, which may lie elsewhere, would have it in this run."""
    names = {file.resolve(): f"code/{file.name}" for file in run.code_directory.glob("*.py")}
    return _resolved(run, spec, names)


def rewrite_papers(run: Run, spec: ExperimentSpec) -> None:
    """Write resolved.yaml anew where the spec changed; spec.yaml stays as the run was begun.

    Raises:
        StorageError: it cannot be written.
    """
    text = resolved_text(run, spec)
    if run.resolved_file.read_text("utf-8") != text:
        write_text(run.resolved_file, text)


def _resolved(run: Run, spec: ExperimentSpec, names: Mapping[pathlib.Path, str]) -> str:
    folder = spec.document.folder

    def move_code(path: str) -> str:
        file = (folder / path).resolve()
        return names.get(file, f"code/{file.name}")

    return _RESOLVED_HEAD + format_spec(
        resolve_spec(spec, data_path=partial(_move, folder, run), code_path=move_code)
    )


def _move(folder: pathlib.Path, run: Run, path: str) -> str:
    """Return a path that counts from `folder` as one that counts from the run."""
    return os.path.relpath((folder / path).resolve(), run.directory.resolve())


def write_facts(
    run: Run,
    spec: ExperimentSpec,
    facts: DataFacts,
    splits: Splits,
    model: Mapping[str, int],
    runtime: Mapping[str, Any],
    memory: Memory,
    departures: Sequence[str] = (),
) -> None:
    """Write environment.json: versions, machine, and what was loaded and built.

    Args:
        run: the new run.
        spec: its spec.
        facts: what the source says of the data.
        splits: the data as loaded.
        model: layers and parameters.
        runtime: what `runtime` came to: device, threads, deterministic, jit, engine, batches in one chunk.
        memory: what the training is expected to take.
        departures: why the run, which goes on, need not end as one that trains its spec in one go.

    Raises:
        StorageError: it cannot be written.
    """
    environment = describe_environment(
        seed=spec.seed,
        threads=runtime["threads"],
        devices=[str(runtime["device"]).upper()],
        runtime={
            "precision": spec.runtime.precision,
            "jit": runtime["jit"],
            "engine": runtime["engine"],
            "chunk": runtime["chunk"],
            "deterministic": runtime["deterministic"],
        },
        overrides=spec.document.texts.get(COMMAND_LINE, "").splitlines(),
        spec_folder=spec.document.folder,
        data_fingerprint=fingerprint(splits),
    )
    environment["departures"] = [*departures_of(run), *departures]
    environment["model"] = dict(model)
    environment["memory"] = {"low": memory.low, "expected": memory.total, "high": memory.high, "peak": None}
    inputs = profile(splits.train.inputs, facts.columns)
    environment["data"] |= {
        "source": spec.data.source.name if spec.data else None,
        "rows": {name: len(examples) for name, examples in splits.items()},
        "shape": list(facts.shape),
        "classes": facts.classes,
        "class_names": list(facts.class_names),
        "dtype": facts.dtype,
        "columns": list(facts.columns),
        "inputs": inputs and inputs._asdict(),
    }
    write_environment(run, environment)


def departures_of(run: Run) -> list[str]:
    """Return why the run need not end as one that trains its spec in one go; see `write_facts`."""
    if not run.environment_file.exists():
        return []
    return [str(line) for line in read_environment(run).get("departures") or ()]


def compare_data(run: Run, splits: Splits, *, allow_change: bool) -> list[str]:
    """Return what changed of the data since the run was begun, as departures.

    Raises:
        ResumeRefused: a split has other rows, unless `allow_change`.
    """
    recorded = read_environment(run).get("data", {}).get("fingerprint") or {}
    found = fingerprint(splits)
    changed = [split for split, digest in found.items() if recorded.get(split, digest) != digest]
    told = [f"the data of the {split} split changed since the run was begun" for split in changed]
    if told and not allow_change:
        raise ResumeRefused(
            "; ".join(told), "bring the old data back, train a run of its own, or `--allow-change`"
        )
    return told


def note_peak(run: Run) -> None:
    """Write the peak of this process's memory beside what was expected of it.

    Raises:
        StorageError: environment.json cannot be read or written.
    """
    environment = read_environment(run)
    environment["memory"]["peak"] = peak_memory()
    write_environment(run, environment)


def _python_parts(spec: ExperimentSpec) -> list[tuple[Path, PythonSpec]]:
    if spec.compile is None:
        return []
    parts = [(("compile", "loss"), spec.compile.loss), *spec.compile.placed_metrics()]
    return [(path, part) for path, part in parts if isinstance(part, PythonSpec)]


def _unique(file: pathlib.Path, code: Code) -> str:
    """Return the file's name, with a number where two files of different folders share it."""
    same = sorted({other for other in code.values() if other.name == file.name})
    return file.name if same[0] == file else f"{file.stem}_{same.index(file)}{file.suffix}"
