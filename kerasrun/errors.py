"""What can go wrong, where, and which exit code it leads to.

Everything below and above raises these; only `cli/guard.py` turns them into a screen and an exit code.

KerasrunError            an expected failure; anything else that escapes is a bug
  UsageError             the command line is wrong
  SpecError              the spec is wrong: carries every issue at once
  BuildError             Keras refused an object although the spec is valid
  MissingExtra           an optional package is not installed
  DataError              the data is missing, damaged or does not fit the spec
  TrainingFault          the loss is no longer a number
  StorageError           a file of a run cannot be written or read, or is damaged
  ResumeRefused          a run cannot go on from where it stopped
  ExpectationMissed      a score misses the spec's `expect`
  OutOfMemory            the machine's memory does not hold the job
  Interrupted            the user pressed Ctrl-C; the run directory is valid
    HungUp               the terminal closed; the run directory is valid
    Terminated           the system asked the process to end; the run directory is valid
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar, Literal, NamedTuple, Self

Path = tuple[str | int, ...]
"""Where a value stands in a document: `("model", "layers", 0, "Dense", "units")`."""

Severity = Literal["error", "warning", "info"]


class ExitCode(IntEnum):
    """The process exit codes; part of the public contract."""

    OK = 0
    BUG = 1
    SPEC = 2
    DATA = 3
    TRAINING = 4
    STORAGE = 5
    RESUME = 6
    DISTRIBUTED = 7
    EXPECTATION = 8
    MEMORY = 9
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class Mark(NamedTuple):
    """A place in a text: file as the user named it, line and column counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Fix(NamedTuple):
    """What a program can write instead of the key or value at an issue's place."""

    old: Any
    """What stands there, as it was read: `"lr"`, `"10"`, 1."""
    new: str
    """The YAML text to put there, such as `learning_rate`, `10`, `true` or `[2, 2]`."""
    value: Fix | None = None
    """The same for the value of a key, where it changes with the key."""
    drop: tuple[str, ...] = ()
    """Keys beside this one that say a part of the new value, and go."""


class Hint(str):
    """A hint that a program can follow. Text made from it, as `+` does, is a hint for people only."""

    __slots__ = ("fix",)
    fix: Fix

    def __new__(cls, text: str, fix: Fix) -> Self:
        """Return `text` with its machine form."""
        hint = super().__new__(cls, text)
        hint.fix = fix
        return hint

    def __getnewargs__(self) -> tuple[str, Fix]:  # type: ignore[override]
        """Return what pickling makes the hint anew from."""
        return str(self), self.fix


class Issue(NamedTuple):
    """One mistake: what was expected and received, where, and how to mend it."""

    code: str
    message: str
    path: Path = ()
    mark: Mark | None = None
    hint: str | None = None
    severity: Severity = "error"
    judgement: bool = False
    """The finding of a lint: a spec may ignore it, and `train --force` goes on in spite of it."""

    @property
    def fix(self) -> Fix | None:
        """What to write instead, where the hint names one thing that a program can write safely."""
        return self.hint.fix if isinstance(self.hint, Hint) else None

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Order of issues on the screen: by file and place, issues without a place first."""
        place = (self.mark.file, self.mark.line, self.mark.column) if self.mark else ("", 0, 0)
        return (*place, self.code, self.message)


def format_path(path: Path) -> str:
    """Return `model.layers[0].Dense.units` for `("model", "layers", 0, "Dense", "units")`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


class KerasrunError(Exception):
    """An expected failure with the sentence that tells the user what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, message: str, hint: str | None = None, mark: Mark | None = None) -> None:
        # The arguments equal `args`, so that the error survives pickling between processes.
        super().__init__(message, hint, mark)
        self.message = message
        self.hint = hint
        self.mark = mark
        self.sources: dict[str, str] = {}
        """The text of the files that `mark` may point into, by name."""

    def __str__(self) -> str:
        return self.message


class UsageError(KerasrunError):
    """The command line names something that does not exist or does not go together."""

    exit_code = ExitCode.SPEC


class SpecError(KerasrunError):
    """The spec is wrong; `issues` holds every mistake, sorted by place."""

    exit_code = ExitCode.SPEC

    def __init__(self, issues: list[Issue], sources: dict[str, str] | None = None) -> None:
        self.issues = sorted(issues, key=lambda issue: issue.sort_key)
        self.sources = sources or {}
        Exception.__init__(self, self.issues, self.sources)
        errors = [issue for issue in self.issues if issue.severity == "error"]
        first = (errors or self.issues)[0]
        self.message = f"{first.mark or ''} {format_path(first.path)}: {first.message}".strip()
        self.hint = first.hint
        self.mark = first.mark


class BuildError(KerasrunError):
    """Keras refused an object that the spec's own checks let pass."""

    exit_code = ExitCode.SPEC


class MissingExtra(KerasrunError):
    """A feature needs an optional package."""

    exit_code = ExitCode.SPEC


class DataError(KerasrunError):
    """The data is missing, damaged, or does not fit the model."""

    exit_code = ExitCode.DATA


class TrainingFault(KerasrunError):
    """The loss became NaN or infinite."""

    exit_code = ExitCode.TRAINING

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        mark: Mark | None = None,
        *,
        at: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(message, hint, mark)
        self.at = at
        """The epoch, counted from 0, and how many of its batches were done then, the bad one included."""


class StorageError(KerasrunError):
    """A file of a run cannot be written or read, or fails its checksum."""

    exit_code = ExitCode.STORAGE


class ResumeRefused(KerasrunError):
    """A run cannot go on from where it stopped: its checkpoints, spec or data are not those it had."""

    exit_code = ExitCode.RESUME


class ExpectationMissed(KerasrunError):
    """A score misses what the spec's `expect` section asks for."""

    exit_code = ExitCode.EXPECTATION


class OutOfMemory(KerasrunError):
    """The machine's memory does not hold the job."""

    exit_code = ExitCode.MEMORY


class Interrupted(KerasrunError):
    """Ctrl-C: training stopped, and what was done so far is saved."""

    exit_code = ExitCode.INTERRUPTED


class Terminated(Interrupted):
    """SIGTERM: as with Ctrl-C, what was done so far is saved."""

    exit_code = ExitCode.TERMINATED


class HungUp(Interrupted):
    """SIGHUP, as when a terminal closes: as with Ctrl-C, what was done so far is saved."""

    exit_code = ExitCode.HUNG_UP
