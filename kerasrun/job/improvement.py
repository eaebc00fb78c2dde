"""Whether a rewritten spec is better than before: what was mended is gone, and nothing new is wrong.

In: the verdicts on both texts. `fix.py` keeps no rewriting that does not pass here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from kerasrun.errors import Issue, Path
from kerasrun.job.validate import Stage, Verdict


def is_better(before: Verdict, after: Verdict, mended: Sequence[Issue], gone: Sequence[int] = ()) -> bool:
    """Tell whether the mended issues are gone and every new error was only hidden behind them.

    Args:
        before: on the text as it was.
        after: on the text as it would be.
        mended: the issues that the rewriting is about.
        gone: lines of the text before that are taken out.
    """
    if before.stage == after.stage == Stage.READING:
        return _line(after) > _line(before)
    if before.stage != after.stage:
        # All that the earlier stage found is mended: what the later one finds was there already.
        return after.stage > before.stage
    file = str(before.path)
    old = Counter(_identity(issue, file, gone) for issue in before.issues)
    new = Counter(_identity(issue) for issue in after.issues)
    if any(new[identity] >= old[identity] for identity in (_identity(issue, file, gone) for issue in mended)):
        return False
    come, places = new - old, {_place(issue) for issue in mended}
    return all(
        issue.severity != "error" or not come[_identity(issue)] or _was_hidden(issue, places)
        for issue in after.issues
    )


def _line(verdict: Verdict) -> int:
    mark = verdict.issues[0].mark
    return mark.line if mark else 0


def _identity(issue: Issue, file: str = "", gone: Sequence[int] = ()) -> tuple[object, ...]:
    """Return what stays the same of an issue where words around it change: the column and path do not.

    Args:
        issue: from any verdict.
        file: the file that changes.
        gone: its lines that will be taken out.
    """
    if issue.mark is None:
        return issue.code, issue.message
    line = issue.mark.line
    if issue.mark.file == file:
        line -= sum(number < line for number in gone)
    return issue.code, issue.message, issue.mark.file, line


def _place(mended: Issue) -> Path:
    """Return where the issue's word stands once it is mended."""
    path = mended.path
    renamed = mended.fix and path and path[-1] == mended.fix.old
    return (*path[:-1], mended.fix.new) if renamed and mended.fix else path


def _was_hidden(issue: Issue, places: Set[Path]) -> bool:
    """Tell whether `issue` lies at or below one of `places`: nobody looks into what has an unknown name."""
    if issue.code.startswith("KR00") or issue.code == "KR108":
        # A key that stands twice now, or beside another that excludes it, was no mistake before.
        return False
    return any(issue.path[:length] in places for length in range(1, len(issue.path) + 1))
