from __future__ import annotations

import io

import pytest
from rich.console import Console

from kerasrun.cli.console import can_animate, messages, plain, results


class Pipe(io.StringIO):
    """A pipe whose reader is gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_others_text_is_shown_as_it_is() -> None:
    console = Console(file=io.StringIO(), markup=True, force_terminal=False, width=80)
    with console.capture() as capture:
        console.print(plain("[red]x[/foo] \x1b[31m\x07 :smile:"))
    assert capture.get() == "[red]x[/foo] \\x1b[31m\\x07 :smile:\n"


def test_results_on_a_broken_pipe_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Pipe())
    with pytest.raises(BrokenPipeError):
        results().print("x")


def test_messages_on_a_broken_pipe_end() -> None:
    console = messages(Pipe())
    console.print("x")
    assert console.quiet


@pytest.mark.parametrize(
    ("kind", "environment", "expected"),
    [
        (Terminal, {"TERM": "xterm"}, True),
        (Terminal, {"TERM": "dumb"}, False),
        (Terminal, {"TERM": "xterm", "TTY_INTERACTIVE": "0"}, False),
        (io.StringIO, {"TERM": "xterm"}, False),
        (io.StringIO, {"TERM": "xterm", "FORCE_COLOR": "1"}, False),
    ],
)
def test_only_a_real_terminal_animates(
    kind: type[io.StringIO], environment: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(key, raising=False)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert can_animate(messages(kind())) is expected


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()
    messages(terminal).print("x", style="red")
    assert "\x1b[31m" in terminal.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    messages(terminal).print("x", style="red")
    assert "\x1b[31m" not in terminal.getvalue()
