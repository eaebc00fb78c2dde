from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kerasrun.cli.screen import MESSAGE_LIMIT, error_json, issue_json, render_error
from kerasrun.errors import DataError, Issue, Mark, SpecError
from tests.cli.conftest import SPEC, Cli


def test_an_error_with_a_place_and_a_hint() -> None:
    error = DataError("no such file", "make one", Mark("a.yaml", 3, 5))
    assert render_error(error).plain == "a.yaml:3:5  error: no such file\n  Hint: make one\n"


def test_a_long_message_is_cut() -> None:
    text = render_error(DataError("x" * 10_000)).plain
    assert len(text) < MESSAGE_LIMIT + 50
    assert text.endswith("...\n")


def test_control_characters_are_escaped() -> None:
    error = DataError("a\x1b[2Jb\nc", "d\re", Mark("f\x07.yaml", 1, 1))
    assert render_error(error).plain == "f\\x07.yaml:1:1  error: a\\x1b[2Jb\\nc\n  Hint: d\\re\n"


def test_the_json_of_an_issue() -> None:
    issue = Issue("KR101", "bad", ("model", "layers", 0), Mark("a.yaml", 2, 3), "mend it")
    assert issue_json(issue) == {
        "code": "KR101",
        "severity": "error",
        "file": "a.yaml",
        "line": 2,
        "column": 3,
        "path": "model.layers[0]",
        "message": "bad",
        "hint": "mend it",
    }


def test_the_json_of_an_error_has_every_issue_in_order() -> None:
    issues = [Issue("KR2", "b", mark=Mark("a", 2, 1)), Issue("KR1", "a", mark=Mark("a", 1, 1))]
    document = error_json(SpecError(issues))
    assert [issue["message"] for issue in document["issues"]] == ["a", "b"]
    assert (document["ok"], document["exit_code"], document["error"]) == (False, 2, "SpecError")


def test_the_screen_of_several_mistakes(cli: Cli, golden: Callable[[str, str], None], tmp_path: Path) -> None:
    bad = SPEC.replace("units: 8", "unit: 8").replace("epochs: 2", "epochs: -2").replace("sgd", "sdg")
    (tmp_path / "bad.yaml").write_text(bad, "utf-8")
    reply = cli("validate", "bad.yaml")
    assert (reply.code, reply.out) == (2, "")
    golden("screen_three_mistakes", reply.err)
