from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.cli.fixed import fixed_json, print_changes, print_diffs
from kerasrun.errors import Mark
from kerasrun.job.fix import Change, Fixed
from kerasrun.job.validate import Stage, Verdict

VERDICT = Verdict(Path("a.yaml"), Stage.VALID, (), {})


def fixed(*changes: tuple[str, str]) -> Fixed:
    made = [Change("KR101", Mark("a.yaml", 3, 7), old, new) for old, new in changes]
    return Fixed("a: 1\n" if made else "a: 2\n", "a: 2\n", tuple(made), VERDICT)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("unit", "units", "unit -> units"),
        ("\t\t", "    ", "2 tabs -> 4 spaces"),
        ("\t", "  ", "1 tab -> 2 spaces"),
        ("nb_col: 3", "", "nb_col: 3 -> nothing"),
        ("\x1b", "x", "\\x1b -> x"),
    ],
)
def test_a_line_for_each_change(old: str, new: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_changes([fixed((old, new)), fixed()])
    assert capsys.readouterr().out == f"a.yaml:3:7  fixed[KR101]: {words}\n1 fix in 1 file\n"


def test_nothing_to_say(capsys: pytest.CaptureFixture[str]) -> None:
    print_changes([fixed()])
    print_diffs([fixed()])
    assert capsys.readouterr().out == ""


def test_the_diff(capsys: pytest.CaptureFixture[str]) -> None:
    print_diffs([fixed(("1", "2"))])
    assert capsys.readouterr().out == "--- a.yaml\n+++ a.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2\n"


def test_json_has_the_diff_where_nothing_was_written() -> None:
    change = {"code": "KR101", "file": "a.yaml", "line": 3, "column": 7, "old": "1", "new": "2"}
    assert fixed_json([fixed(("1", "2"))], diff=False) == {"fixed": [change]}
    assert "+a: 2" in fixed_json([fixed(("1", "2"))], diff=True)["diff"]
