"""Which score to quote."""

from __future__ import annotations

from kerasrun.report.record import Record
from kerasrun.report.score import score_section
from kerasrun.rundir.layout import Run
from kerasrun.rundir.scores import ScoreRecord


def section(run: Run, *splits: str) -> str:
    scores = {split: {"loss": 0.5} for split in splits}
    return "\n\n".join(score_section(Record(run, scores={"scores": scores, "rows": {}})))


def test_with_a_test_split_the_test_score_is_quoted(run: Run) -> None:
    text = section(run, "test", "train", "validation")
    assert "**quote this one**" in text
    assert "no test split" not in text
    assert text.index("| train |") < text.index("| validation |") < text.index("| test |")


def test_without_a_test_split_nothing_is_promised(run: Run) -> None:
    text = section(run, "train", "validation")
    assert "There is **no test split**" in text
    assert "until then the validation score is the nearest to one" in text
    assert "quote this one" not in text
    assert "validation" not in section(run, "train")


def test_a_metric_that_one_split_lacks_leaves_a_gap(run: Run) -> None:
    record: ScoreRecord = {
        "scores": {"train": {"loss": 0.5}, "test": {"loss": None, "a|b": 0.25}},
        "rows": {"train": 1200},
    }
    text = "\n".join(score_section(Record(run, scores=record)))
    assert r"| split | rows | `loss` | `a\|b` |" in text
    assert "| train | 1,200 | 0.5000 |  |" in text
    assert "| test |  | not finite | 0.2500 |" in text


def test_a_run_with_a_model_and_no_scores_says_how_to_score_it(run: Run) -> None:
    assert score_section(Record(run))[1] == "The run has not been scored: `kerasrun evaluate` does it."
    run.model_file.unlink()
    assert score_section(Record(run))[1] == "The run has not been scored."
