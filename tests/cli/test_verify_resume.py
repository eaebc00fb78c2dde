"""`verify-resume` with its processes, once for good and once for a spec that it cannot prove."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from kerasrun.cli.verify_resume import _render, _verdict
from kerasrun.job.verify import Found, Verification
from tests.cli.conftest import SPEC, Cli

HALF = "killed half way"


def test_a_spec_that_ends_the_same_however_it_is_stopped(cli: Cli, tmp_path: Path) -> None:
    text = SPEC.replace("metrics: [accuracy]}", "metrics: [accuracy], run_eagerly: true}")
    (tmp_path / "tiny.yaml").write_text(text, "utf-8")
    reply = cli("verify-resume", "tiny.yaml", "--json")
    document = reply.json()
    assert (reply.code, reply.err) == (0, "")
    assert (document["ok"], document["epochs"], document["steps"]) == (True, 2, 10)
    assert [place["equal"] for place in document["places"]] == [True] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.yaml"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["none.yaml"], 2, "no such file"),
        (["tiny.yaml", "fit.epoch=3"], 2, "did you mean 'epochs'?"),
        (["tiny.yaml", "fit.engine=keras"], 2, "writes no checkpoints"),
    ],
)
@pytest.mark.usefixtures("spec")
def test_bad_input(words: list[str], code: int, message: str, cli: Cli) -> None:
    reply = cli("verify-resume", *words)
    assert (reply.code, reply.out) == (code, "")
    assert message in reply.err


def verification(*differs: str, repeats: bool | None = None) -> Verification:
    found = (Found("killed after the first chunk", (), 9.0), Found(HALF, differs, 12.5))
    return Verification(2, 10, "a", "b", 4.25, found, repeats)


def test_the_table() -> None:
    console = Console(width=80, file=io.StringIO())
    with console.capture() as capture:
        console.print(_render(verification("weights", "steps")))
    lines = [line.split("  ") for line in capture.get().splitlines() if line.strip()]
    words = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert words[2] == ["straight", "2 epochs, 10 steps", "4.2 s"]
    assert words[3] == ["killed after the first chunk", "equal", "9.0 s"]
    assert words[4] == [HALF, "different: weights, steps", "12 s"]


def test_who_is_to_blame() -> None:
    assert "ended otherwise than the straight one" in _verdict(verification("weights", repeats=True))[0]
    assert "this spec does not repeat" in _verdict(verification("weights", repeats=False))[0]
