"""The scores per split, and what a score of each split means."""

from __future__ import annotations

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


def score_section(record: Record) -> list[str]:
    """Return the table of scores and the paragraph that says which of them to quote."""
    blocks = ["## Scores"]
    scores = record.scores["scores"] if record.scores else {}
    splits = [split for split in SPLITS if split in scores]
    if not splits:
        remedy = ": `kerasrun evaluate` does it" if record.run.model_file.is_file() else ""
        return [*blocks, f"The run has not been scored{remedy}."]
    metrics = list(dict.fromkeys(metric for split in splits for metric in scores[split]))
    rows = [
        [
            split,
            f"{record.rows[split]:,}" if split in record.rows else "",
            *(format_score(scores[split][metric]) if metric in scores[split] else "" for metric in metrics),
        ]
        for split in splits
    ]
    return [
        *blocks,
        table(["split", "rows", *(code(metric) for metric in metrics)], rows),
        "All with the final weights, dropout and the like switched off, so the train row differs from the "
        "last epoch below, which is a mean over the epoch while the weights changed.",
        _meaning(splits),
    ]


def _meaning(splits: list[str]) -> str:
    rest = "; until then the validation score is the nearest to one" if "validation" in splits else ""
    sentences = [
        _TRAIN if "train" in splits else "",
        _VALIDATION if "validation" in splits else "",
        _TEST if "test" in splits else _NO_TEST.format(rest=rest),
    ]
    return " ".join(sentence for sentence in sentences if sentence)
