from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console
from rich.table import Table

from kerasrun.cli.table import add_numbers, add_words, new_table, score_table


def drawn(table: Table, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None, markup=True)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def test_a_split_is_a_row() -> None:
    scores: dict[str, dict[str, float | None]] = {
        "train": {"loss": 0.25, "accuracy": 0.9},
        "test": {"loss": None},
    }
    lines = [line.split() for line in drawn(score_table(scores, {"train": 1000})).splitlines()]
    assert ["split", "rows", "loss", "accuracy"] in lines
    assert ["train", "1,000", "0.2500", "0.9000"] in lines
    assert ["test", "-", "not", "finite", "-"] in lines


def test_many_metrics_stand_below_each_other() -> None:
    scores = {split: {f"metric_{i}": i / 8 for i in range(8)} for split in ("train", "test")}
    text = drawn(score_table(scores, {"train": 10, "test": 5}), 40)
    lines = [line.split() for line in text.splitlines()]
    assert ["train", "test"] in lines
    assert ["rows", "10", "5"] in lines
    assert ["metric_7", "0.8750", "0.8750"] in lines


def test_a_baseline_stands_below_its_score() -> None:
    scores = {split: {"loss": 0.25, "auc": 0.9} for split in ("train", "validation")}
    baselines = {"train": {"loss": 2.3}}
    text = drawn(score_table(scores, {"train": 1000}, baselines), 40)
    lines = [line.split() for line in text.splitlines()]
    assert lines[lines.index(["train", "1,000", "0.2500", "0.9000"]) + 1] == ["baseline", "2.3000"]
    assert text.count("baseline") == 1
    many = {split: {f"metric_{i}": i / 8 for i in range(8)} for split in ("train", "test")}
    text = drawn(score_table(many, {"train": 10}, {"test": {"metric_3": 0.5}}), 40)
    lines = [line.split() for line in text.splitlines()]
    assert lines[lines.index(["metric_3", "0.3750", "0.3750"]) + 1] == ["baseline", "0.5000"]
    assert text.count("baseline") == 1


def test_names_are_not_markup() -> None:
    text = drawn(score_table({"test": {"[red]x": 1.0, "[/foo]": 2.0}}, {"test": 1}))
    assert "[red]x" in text
    assert "[/foo]" in text


def test_words_fold_and_numbers_do_not() -> None:
    table = new_table("[b]title\x1b")
    add_words(table, "name")
    add_numbers(table, "number")
    table.add_row("a_long_name_without_any_spaces", "1,234,567")
    text = drawn(table, 24)
    assert "[b]title\\x1b" in text
    assert "1,234,567" in text
    assert "…" not in text
    assert "a_long_name_without_any_spaces" in "".join(line[:12].strip() for line in text.splitlines()[3:])


@pytest.mark.parametrize("width", [80, 60])
def test_scores_and_baselines(width: int, golden: Callable[[str, str], None]) -> None:
    rows = {"train": 7200, "validation": 800, "test": 2000}
    few = {
        split: {"loss": loss, "accuracy": 1 - loss / 3, "mean_pred": 0.4831}
        for split, loss in (("train", 0.1294), ("validation", 0.134), ("test", 0.0558))
    }
    many = {split: {**few[split], "auc": 0.9971, "top_k_categorical_accuracy": 0.9995} for split in few}
    guesses = {split: {"loss": 2.3012, "accuracy": 0.1125} for split in few}
    text = "".join(drawn(score_table(scores, rows, guesses), width) for scores in (few, many))
    golden(f"scores_{width}", text)
