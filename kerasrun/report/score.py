"""The scores per split, and what a score of each split means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kerasrun.report.markdown import code, table
from kerasrun.report.number import format_score
from kerasrun.report.record import SPLITS, Record

_TRAIN = (
    "The **train** score is over the rows that the weights were fitted to: it tells how well the model "
    "remembers, not how well it does on anything new."
)
_VALIDATION = (
    "The **validation** score is over rows that were held back and looked at after every epoch; whoever "
    "chooses an epoch, a learning rate or a model by it makes it a little too good."
)
_TEST = (
    "The **test** score is over rows that were not looked at while training: **quote this one**, with its "
    "number of rows, and do not go on choosing by it."
)
_NO_TEST = (
    "There is **no test split**: no score here is an honest promise for new data. Give the spec a "
    "`data.test` before quoting one{rest}."
)


_BASELINE = (
    "A **baseline** is what a model that has learned nothing scores: the same answer for every example, the "
    "best one by the training targets. For a squared error or a cross-entropy it is their mean, which of "
    "classes is how often each is there; for an absolute error their median; for an accuracy the most "
    "frequent class."
)


def score_section(record: Record) -> list[str]:
    """Return the table of scores and the paragraph that says which of them to quote."""
    blocks = ["## Scores"]
    scores = record.scores["scores"] if record.scores else {}
    splits = [split for split in SPLITS if split in scores]
    if not splits:
        remedy = ": `kerasrun evaluate` does it" if record.run.model_file.is_file() else ""
        return [*blocks, f"The run has not been scored{remedy}."]
    metrics = list(dict.fromkeys(metric for split in splits for metric in scores[split]))
    baselines = record.scores.get("baselines", {}) if record.scores else {}
    rows = []
    for split in splits:
        count = f"{record.rows[split]:,}" if split in record.rows else ""
        rows.append([split, count, *_cells(scores[split], metrics)])
        if baselines.get(split):
            rows.append(["baseline", "", *_cells(baselines[split], metrics)])
    return [
        *blocks,
        table(["split", "rows", *(code(metric) for metric in metrics)], rows),
        "All with the final weights, dropout and the like switched off, so the train row differs from the "
        "last epoch below, which is a mean over the epoch while the weights changed.",
        _meaning(splits),
        _BASELINE if any(baselines.values()) else "",
    ]


def _cells(values: Mapping[str, float | None], metrics: Sequence[str]) -> list[str]:
    return [format_score(values[metric]) if metric in values else "" for metric in metrics]


def _meaning(splits: list[str]) -> str:
    rest = "; until then the validation score is the nearest to one" if "validation" in splits else ""
    sentences = [
        _TRAIN if "train" in splits else "",
        _VALIDATION if "validation" in splits else "",
        _TEST if "test" in splits else _NO_TEST.format(rest=rest),
    ]
    return " ".join(sentence for sentence in sentences if sentence)
