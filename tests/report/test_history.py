"""The table of epochs and the best of them."""

from __future__ import annotations

from kerasrun.report.history import best_index, history_section
from kerasrun.report.record import Record
from kerasrun.rundir.layout import Run

Line = dict[str, float | int | None]


def epochs(run: Run, history: list[Line]) -> list[str]:
    table = history_section(Record(run, history=history))[2]
    return [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()[2:]]


def lines(count: int, best: int) -> list[Line]:
    return [{"epoch": epoch, "loss": 1.0, "val_loss": 1.0 + abs(epoch - best)} for epoch in range(count)]


def test_the_best_is_the_lowest_validation_loss_then_the_lowest_loss() -> None:
    assert best_index([{"loss": 1, "val_loss": 3}, {"loss": 0, "val_loss": 4}]) == (0, "val_loss")
    assert best_index([{"loss": 1}, {"loss": 0}, {"loss": 0}]) == (1, "loss")
    assert best_index([{"loss": 1, "val_loss": None}, {"loss": 0.5, "val_loss": None}]) == (1, "loss")
    assert best_index([{"loss": None}]) is None
    assert best_index([]) is None


def test_thirty_epochs_are_all_shown(run: Run) -> None:
    assert epochs(run, lines(30, 4)) == ["1", "2", "3", "4", "**5 best**", *map(str, range(6, 31))]


def test_of_more_the_first_the_best_and_the_last(run: Run) -> None:
    assert epochs(run, lines(31, 4)) == ["1", "**5 best**", "31"]
    assert epochs(run, lines(31, 0)) == ["**1 best**", "31"]
    assert epochs(run, lines(31, 30)) == ["1", "**31 best**"]
    notes = history_section(Record(run, history=lines(31, 4)))[-1]
    assert notes.endswith("All 31 epochs are in `history.jsonl`.")


def test_epochs_of_a_diverged_run_have_no_best(run: Run) -> None:
    history: list[Line] = [{"epoch": 0, "loss": None}]
    assert epochs(run, history) == ["1"]
    assert "Best" not in history_section(Record(run, history=history))[-1]
    assert "| `loss` | `·` | not finite | not finite |" in history_section(Record(run, history=history))[1]
