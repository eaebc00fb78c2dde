"""Lints on the `fit` section against the rows and the classes of the data."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.data.class_weight import require_class_weight
from kerasrun.errors import DataError

FEW_STEPS = 100
"""Fewer updates of the weights than this teach hardly anything; a toy of four rows may take 1,000 epochs."""


@lint("KR348", "error")
def weights_of_other_classes(case: Case) -> Iterator[Finding]:
    """Class weights that leave a class out, or name one that is not there."""
    weights, facts = case.spec.fit.class_weight, case.facts
    if weights is None or facts is None or facts.classes is None or facts.label_form == "rows":
        return
    try:
        require_class_weight(weights, classes=max(facts.classes, 2))
    except DataError as error:
        message = error.message.removeprefix("class_weight: ").removesuffix(".")
        yield Finding(message, ("fit", "class_weight"), error.hint)


@lint("KR355", "warning")
def fewer_rows_than_a_batch(case: Case) -> Iterator[Finding]:
    """An epoch that is a single step, and few epochs."""
    rows, fit = case.rows.get("train", 0), case.spec.fit
    # A fixed batch size that the rows cannot fill is no matter of judgement.
    if not 0 < rows < fit.batch_size or fit.epochs >= FEW_STEPS or case.spec.model.batch_size is not None:
        return
    count = "1 step" if fit.epochs == 1 else f"{fit.epochs} steps"
    message = f"expected a batch_size below the {rows} rows of training, received {fit.batch_size}"
    hint = f"write `batch_size: {max(rows // 8, 1)}`, or more epochs: one step an epoch makes {count} in all"
    path = ("fit", "batch_size") if "batch_size" in fit.model_fields_set else ("fit",)
    yield Finding(message, path, hint, at_key=len(path) == 1)
