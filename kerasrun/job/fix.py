"""Mistakes mended where their hint names one thing to write: a file is rewritten word by word, and checked.

In: the path of a spec. Out: what was changed, and the verdict on what is left. A rewriting is kept only where
every mistake it is about is gone and no other has come. Called by `cli/validate.py`.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from kerasrun.errors import Issue, Mark, StorageError
from kerasrun.job.improvement import is_better
from kerasrun.job.validate import Verdict, validate
from kerasrun.rundir.atomic import write_bytes
from kerasrun.source.rewrite import Edit, apply_edits, find_edits

ROUNDS = 20
"""Most rewritings of one file: a name mended can bring arguments to light, and these their values."""

_BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Change:
    """One word replaced."""

    code: str
    """Of the issue that is mended."""
    mark: Mark
    """Where the word stood in the file before any change."""
    old: str
    new: str
    """Empty where the word went."""


@dataclass(frozen=True)
class Fixed:
    """A file before and after."""

    before: str
    """The file's text, its line ends as they are; empty where it cannot be read."""
    after: str
    changes: tuple[Change, ...]
    """By place."""
    verdict: Verdict
    """On the file as the disk has it now."""


def fix_all(
    paths: Sequence[pathlib.Path],
    *,
    allowed: Sequence[pathlib.Path] = (),
    max_memory: int | None = None,
    dry: bool = False,
) -> list[Fixed]:
    """Mend each of `paths` as `fix` does, again while one that another extends has changed.

    Raises:
        StorageError: a file cannot be written.
    """
    files = [fix(path, allowed=allowed, max_memory=max_memory, dry=dry) for path in paths]
    changed = len(paths) > 1 and not dry and any(file.changes for file in files)
    for _ in range(ROUNDS if changed else 0):
        again = [fix(path, allowed=allowed, max_memory=max_memory) for path in paths]
        files = [_joined(*both) for both in zip(files, again, strict=True)]
        if not any(file.changes for file in again):
            break
    return files


def _joined(first: Fixed, second: Fixed) -> Fixed:
    return Fixed(first.before, second.after, first.changes + second.changes, second.verdict)


def fix(
    path: pathlib.Path,
    *,
    allowed: Sequence[pathlib.Path] = (),
    max_memory: int | None = None,
    dry: bool = False,
) -> Fixed:
    """Mend the spec at `path` as far as hints say how; files that it extends are left alone.

    Args:
        path: a .yaml file.
        allowed: folders outside the project that the spec may read from.
        max_memory: see `validate`.
        dry: write nothing.

    Raises:
        StorageError: the file cannot be written.
    """
    check = partial(validate, path, allowed=allowed, max_memory=max_memory)
    found = check()
    text = found.texts.get(str(path))
    if text is None:
        # Not readable, or what is wrong is a file that this one extends.
        return Fixed("", "", (), found)
    raw = path.read_bytes().decode("utf-8", "replace")
    if _plain(raw) != text:
        # Changed by somebody else since it was checked.
        return Fixed(raw, raw, (), found)
    rewriting = _Rewriting(text, found, lambda new: check(text=new))
    for _ in range(ROUNDS):
        if not rewriting.advance():
            break
    after = rewriting.file_text(raw)
    if after != raw and not dry:
        _write(path, raw, after)
    changes = sorted(rewriting.changes, key=lambda change: change.mark)
    return Fixed(raw, after, tuple(changes), found if dry else rewriting.verdict)


@dataclass(frozen=True)
class _Mending:
    """One issue and the edits that mend it."""

    issue: Issue
    edits: tuple[Edit, ...]


class _Rewriting:
    def __init__(self, text: str, verdict: Verdict, check: Callable[[str], Verdict]) -> None:
        self.text = text
        self.verdict = verdict
        self.changes: list[Change] = []
        self._check = lru_cache(maxsize=2)(check)
        self._rounds: list[list[Edit]] = []

    def advance(self) -> bool:
        """Mend all that can be mended in the text as it is; tell whether there was anything."""
        mendings = self._mendings()
        kept = self._passing([], mendings) if mendings else []
        for mending in kept:
            for edit in mending.edits:
                old, new = edit.old, edit.new or ""
                # Of an entry that goes, the words; not its comma and indent.
                old = old if new else old.strip(", ")
                self.changes.append(Change(mending.issue.code, self._first_place(edit), old, new))
        if kept:
            self.text, self.verdict = self._rewritten(kept)
            self._rounds.append(_edits(kept))
        return bool(kept)

    def file_text(self, raw: str) -> str:
        """Return the text as the file has it, with the byte-order mark and the line ends of `raw`."""
        ends = [*_LINE_END.findall(raw), ""]
        for edits in self._rounds:
            for line in sorted(_gone(edits), reverse=True):
                del ends[line - 1]
        lines = self.text.split("\n")
        mark = _BOM if raw.startswith(_BOM) else ""
        return mark + "".join(line + end for line, end in zip(lines, ends, strict=True))

    def _mendings(self) -> list[_Mending]:
        found: list[_Mending] = []
        taken: list[Edit] = []
        for issue in self.verdict.issues:
            if issue.fix and issue.mark and issue.mark.file == str(self.verdict.path):
                edits = find_edits(self.text, issue.mark, issue.fix)
                # Of two that overlap, the second has its turn in the next round.
                if edits and not any(edit.overlaps(other) for edit in edits for other in taken):
                    found.append(_Mending(issue, edits))
                    taken += edits
        return found

    def _passing(self, kept: list[_Mending], mendings: list[_Mending]) -> list[_Mending]:
        """Return `kept` with those of `mendings` that make the text better beside it.

        Nearly always all do. Where they do not, the halves are tried.
        """
        both = [*kept, *mendings]
        verdict = self._rewritten(both)[1]
        if is_better(self.verdict, verdict, [mending.issue for mending in both], _gone(_edits(both))):
            return both
        if len(mendings) == 1:
            return kept
        half = len(mendings) // 2
        return self._passing(self._passing(kept, mendings[:half]), mendings[half:])

    def _rewritten(self, mendings: Sequence[_Mending]) -> tuple[str, Verdict]:
        text = apply_edits(self.text, _edits(mendings))
        return text, self._check(text)

    def _first_place(self, edit: Edit) -> Mark:
        """Return where the edit's place was before the first round."""
        line, column = edit.line, edit.column
        if not edit.new:
            column += len(edit.old) - len(edit.old.lstrip(", "))
        for edits in reversed(self._rounds):
            for gone in sorted(_gone(edits)):
                line += gone <= line
            shift = 0
            for earlier in sorted(edits, key=lambda earlier: earlier.column):
                if earlier.line == line and earlier.column + shift < column:
                    shift += len(earlier.new or "") - len(earlier.old)
            column -= shift
        return Mark(str(self.verdict.path), line, column)


def _edits(mendings: Sequence[_Mending]) -> list[Edit]:
    return [edit for mending in mendings for edit in mending.edits]


def _gone(edits: Sequence[Edit]) -> list[int]:
    """Return the lines that the edits take out."""
    return [edit.line for edit in edits if edit.new is None]


def _plain(raw: str) -> str:
    return _LINE_END.sub("\n", raw.removeprefix(_BOM))


def _write(path: pathlib.Path, before: str, after: str) -> None:
    # A link stays a link, and who may read the file stays as it is.
    target = pathlib.Path(os.path.realpath(path))
    mode = target.stat().st_mode & 0o7777
    if target.read_bytes() != before.encode("utf-8"):
        raise StorageError(f"{path} was changed while it was mended", "run the command again")
    write_bytes(target, after.encode("utf-8"))
    with contextlib.suppress(OSError):
        target.chmod(mode)
