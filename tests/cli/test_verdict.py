from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.cli.verdict import is_wrong, print_verdicts, verdicts_json
from kerasrun.errors import DataError, Issue, Mark, Severity, SpecError
from kerasrun.job.validate import Stage, Verdict


def issue(severity: Severity) -> Issue:
    return Issue("KR301", f"an {severity}", (), Mark("a.yaml", 1, 1), severity=severity)


def verdict(*severities: Severity, name: str = "a.yaml") -> Verdict:
    issues = tuple(issue(severity) for severity in severities)
    error = SpecError(list(issues)) if "error" in severities else None
    return Verdict(Path(name), Stage.SPEC if error else Stage.VALID, issues, {}, error)


@pytest.mark.parametrize(
    ("severities", "lenient", "strict"),
    [((), False, False), (("info",), False, False), (("warning",), False, True), (("error",), True, True)],
)
def test_what_is_wrong(severities: tuple[Severity, ...], lenient: bool, strict: bool) -> None:
    assert is_wrong(verdict(*severities), strict=False) is lenient
    assert is_wrong(verdict(*severities), strict=True) is strict


def test_a_warning_of_the_data_is_no_fault_of_the_spec() -> None:
    issues = (Issue("", "4 files are skipped", severity="warning"),)
    assert not is_wrong(Verdict(Path("a.yaml"), Stage.VALID, issues, {}), strict=True)


def test_json_has_every_issue() -> None:
    document = verdicts_json([verdict("info", "warning"), verdict()], strict=False)
    assert document["ok"] is True
    assert [issue["severity"] for issue in document["issues"]] == ["info", "warning"]


@pytest.mark.parametrize(
    ("verdicts", "out", "err"),
    [
        ([verdict()], "a.yaml is valid\n", ""),
        ([verdict("info", "warning")], "a.yaml is valid, 1 warning, 1 hint\n", None),
        ([verdict("warning"), verdict("warning")], "2 specs are valid, 2 warnings\n", None),
        ([verdict("error")], "", "\n1 error\n"),
        (
            [verdict("error"), verdict("warning", name="b.yaml")],
            "",
            "1 of 2 specs is wrong: 1 error, 1 warning\n",
        ),
        ([verdict(name="\x1b.yaml")], "\\x1b.yaml is valid\n", ""),
    ],
)
def test_the_last_line(
    verdicts: list[Verdict], out: str, err: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    print_verdicts(verdicts, strict=False, quiet=False)
    shown = capsys.readouterr()
    assert shown.out == out
    assert err is None or (shown.err.endswith(err) if err else not shown.err)


def test_an_error_of_the_data_has_its_screen(capsys: pytest.CaptureFixture[str]) -> None:
    error = DataError("no such file", "make one", Mark("a.yaml", 1, 1))
    data = Verdict(Path("a.yaml"), Stage.DATA, (Issue("", error.message),), {}, error)
    print_verdicts([data], strict=False, quiet=True)
    assert capsys.readouterr().err == "a.yaml:1:1  error: no such file\n  Hint: make one\n"
