from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from kerasrun.cli.console import messages
from kerasrun.cli.progress import Progress
from kerasrun.events import (
    BatchEnded,
    DataLoaded,
    EpochEnded,
    EpochStarted,
    Event,
    ModelBuilt,
    Noted,
    RunCreated,
    Stopping,
    TrainingEnded,
    TrainingStarted,
    Warned,
)

RECORD = {
    "epoch": 0,
    "steps": 3,
    "seconds": 0.4,
    "samples_per_second": 240.0,
    "learning_rate": 0.01,
    "loss": 0.5,
}
EVENTS: list[Event] = [
    RunCreated("runs/a\x1b[31m"),
    DataLoaded({"train": 7200, "test": 2000}, (28, 28)),
    ModelBuilt("m", 1, 1, 1),
    Noted("labels are [bold]one-hot[/bold]"),
    Warned("few rows"),
    TrainingStarted(1, 3, 32),
    EpochStarted(0),
    BatchEnded(0, 1, {"loss": 0.7}),
    EpochEnded(0, {**RECORD, "accuracy": 0.75}),
    Stopping("SIGTERM"),
    TrainingEnded("interrupted", 1, 0.44),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def play(file: io.StringIO, *, quiet: bool = False) -> str:
    progress = Progress(messages(file), quiet=quiet, title="m")
    progress.open()
    for event in EVENTS:
        progress.notify(event)
    progress.close()
    return file.getvalue()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")


def test_plain_lines(golden: Callable[[str, str], None]) -> None:
    golden("progress_plain", play(io.StringIO()))


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    text = play(Terminal())
    assert "epoch 1/1  0.4 s  loss 0.5000  accuracy 0.7500" in text
    assert "\x1b" not in text


def test_quiet_leaves_warnings() -> None:
    assert play(io.StringIO(), quiet=True) == "warning: few rows\n"
    assert play(Terminal(), quiet=True) == "warning: few rows\n"


def test_a_terminal_gets_the_display_and_its_cursor_back() -> None:
    text = play(Terminal())
    assert "★ 0.7500 in epoch 1" in text
    assert "epoch 1/1  0.4 s" not in text
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") > 0
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


def test_on_a_narrow_terminal_no_word_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    progress = Progress(messages(terminal), quiet=False, title="m")
    progress.notify(Noted("class ids are one-hot encoded for CategoricalCrossentropy"))
    progress.notify(RunCreated("runs/" + "long" * 20))
    assert terminal.getvalue().splitlines() == [
        "note       class ids are one-hot encoded",
        "           for CategoricalCrossentropy",
        "run",
        "           runs/" + "long" * 20,
    ]


def test_many_events_are_few_redraws() -> None:
    terminal = Terminal()
    progress = Progress(messages(terminal), quiet=False, title="m")
    progress.notify(TrainingStarted(200, 10, 32))
    for epoch in range(200):
        progress.notify(EpochStarted(epoch))
        for step in range(1, 11):
            progress.notify(BatchEnded(epoch, step, {"loss": 0.7}))
        progress.notify(EpochEnded(epoch, RECORD))
    progress.close()
    assert terminal.getvalue().count("samples/s") < 10
