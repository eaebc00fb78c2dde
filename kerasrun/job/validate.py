"""Specs checked as far as possible without TensorFlow: for each file a verdict, and none stops the others.

In: paths as the command line has them. Out: verdicts, which `cli/validate.py` draws. `fix.py` checks every
rewriting with it, and `watch.py` sees from a verdict which files it hangs on.
"""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from kerasrun.errors import DataError, Issue, KerasrunError, SpecError, UsageError
from kerasrun.job.load import Checked, check_spec
from kerasrun.job.quote import quoted
from kerasrun.source.file import SUFFIXES
from kerasrun.source.read import read_document
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec

_SPEC_KEY = re.compile(r"^(?:model|extends)\s*:", re.MULTILINE)


class Stage(IntEnum):
    """How far a check came; what the next stage would find is not known."""

    READING = 0
    SPEC = 1
    DATA = 2
    ANALYSIS = 3
    VALID = 4


class Verdict(NamedTuple):
    """What the check of one file found."""

    path: pathlib.Path
    stage: Stage
    """The stage that failed, or VALID."""
    issues: tuple[Issue, ...]
    """Sorted by place, warnings and hints too; those of the data have no code."""
    texts: Mapping[str, str]
    """The text of every file that the verdict speaks of, by name."""
    error: KerasrunError | None = None
    """What makes the spec wrong."""
    data_files: tuple[pathlib.Path, ...] = ()
    """Files and folders that the spec's data comes from."""


def validate(
    path: pathlib.Path,
    *,
    allowed: Sequence[pathlib.Path] = (),
    max_memory: int | None = None,
    text: str | None = None,
) -> Verdict:
    """Return the verdict on the spec at `path`.

    Args:
        path: a .yaml file.
        allowed: folders outside the project that the spec may read from.
        max_memory: bytes that its training may take; a share of the machine's where None.
        text: taken for the text of the file instead of what the disk has.
    """
    stage = Stage.READING
    data_files: tuple[pathlib.Path, ...] = ()
    try:
        document = read_document(path, allowed=allowed, text=text)
        stage = Stage.SPEC
        spec = parse_spec(document)
        stage, data_files = Stage.ANALYSIS, tuple(_data_files(spec))
        with quoted(document):
            checked = check_spec(spec, allowed=allowed, max_memory=max_memory)
    except SpecError as error:
        return Verdict(path, stage, tuple(error.issues), error.sources, error, data_files)
    except DataError as error:
        issue = Issue("", error.message, mark=error.mark, hint=error.hint)
        return Verdict(path, Stage.DATA, (issue,), error.sources, error, data_files)
    issues = sorted([*checked.issues, *_data_warnings(checked)], key=lambda issue: issue.sort_key)
    return Verdict(path, Stage.VALID, tuple(issues), document.texts, data_files=data_files)


def find_specs(paths: Sequence[pathlib.Path]) -> list[pathlib.Path]:
    """Return the files that `paths` name: a folder stands for the specs that lie in it, sorted by name.

    A file is a spec where it has a `model` or `extends` a file that may have one; so the parts that specs
    share stay out.

    Raises:
        UsageError: a folder without specs.
    """
    files: list[pathlib.Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        found = sorted(_specs_in(path))
        if not found:
            hint = "a spec's name ends in .yaml or .yml, and it has a `model`"
            raise UsageError(f"there are no specs in the folder {str(path)!r}", hint)
        files += found
    return files


def _specs_in(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"the folder {str(folder)!r} cannot be read: {reason}") from None
    for entry in entries:
        if entry.suffix.lower() in SUFFIXES and entry.is_file() and _may_be_spec(entry):
            yield entry


def _may_be_spec(file: pathlib.Path) -> bool:
    try:
        return bool(_SPEC_KEY.search(file.read_text("utf-8", errors="replace")))
    except OSError:
        # The check will say what is wrong with it.
        return True


def _data_warnings(checked: Checked) -> Iterator[Issue]:
    """Yield what the source warns of, at its line; without a code, since no spec can silence it."""
    path = ("data", "source")
    mark = checked.spec.document.value_mark(path)
    for warning in checked.facts.warnings if checked.facts else ():
        yield Issue("", warning, path, mark, severity="warning")


def _data_files(spec: ExperimentSpec) -> Iterator[pathlib.Path]:
    shares = (spec.data.source, spec.data.validation, spec.data.test) if spec.data else ()
    for share in shares:
        place = getattr(share.arguments, "path", None) if isinstance(share, SourceSpec) else None
        if place is not None:
            yield spec.document.folder / place
