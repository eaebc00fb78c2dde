"""The `data` section: where the examples come from and how they are split."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import ValidationError

from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.catalogue.rule import Number
from kerasrun.source.document import UNREADABLE
from kerasrun.spec.base import SpecModel
from kerasrun.spec.hint import hint_for
from kerasrun.spec.object import split_object
from kerasrun.spec.parsed import Parsed
from kerasrun.spec.problem import Problem, problems_error, rewrite
from kerasrun.spec.source import SOURCES
from kerasrun.spec.wording import describe_value

FRACTION = Number(above=0, below=1)


class SourceSpec(NamedTuple):
    """A data source and its checked arguments."""

    name: str
    arguments: SpecModel


def parse_source(value: Any) -> SourceSpec:
    """Return the source that `value` stands for, in the object form.

    Raises:
        ValidationError: with every problem of the source and its arguments.
    """
    name, raw = (value, None) if isinstance(value, str) else split_object("source", value)
    prefix = () if isinstance(value, str) else (name,)
    model = SOURCES.get(name)
    if model is None:
        form = name.rpartition(".")[2]
        hint = f"write `{form}: {name}`" if form in SOURCES else did_you_mean(name, SOURCES)
        hint = hint or f"the sources are: {', '.join(SOURCES)}"
        raise problems_error(
            [Problem("KR105", f"unknown data source {name!r}", prefix, hint, at_key=bool(prefix))]
        )
    if raw is None:
        raw = {}
    elif not isinstance(raw, dict):
        if not model.model_fields:
            raise problems_error(
                [
                    Problem(
                        "KR109",
                        f"{name} takes no arguments, received {describe_value(raw)}",
                        prefix,
                        f"write `{name}` alone",
                    )
                ]
            )
        raw = {next(iter(model.model_fields)): raw}
    try:
        return SourceSpec(name, model.model_validate(raw))
    except ValidationError as error:
        raise rewrite(error, model._explain, prefix) from None


def _parse_share(value: Any) -> float | SourceSpec:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1:
        return float(value)
    number = hint_for(FRACTION, value) if isinstance(value, str) else None
    if (
        value is UNREADABLE
        or value is None
        or isinstance(value, dict)
        or (isinstance(value, str) and not number)
    ):
        return parse_source(value)
    message = f"expected a fraction above 0 and below 1, or a source, received {describe_value(value)}"
    hint = number or hint_for(FRACTION, value) or "0.1 keeps a tenth of the training rows"
    raise problems_error(
        [Problem("KR104" if isinstance(value, int | float) else "KR103", message, hint=hint)]
    )


Source = Annotated[SourceSpec, Parsed(parse_source, "source")]
Share = Annotated[float | SourceSpec, Parsed(_parse_share, "share")]


class DataSpec(SpecModel):
    """The examples."""

    section: ClassVar[str] = "data"

    source: Source
    """Where the examples come from: `mnist-10k`, `{npz: digits.npz}`, `{synthetic: {...}}` and others."""
    validation: Share | None = None
    """What is held out to watch training: a fraction of the training rows, drawn by the seed and stratified
    for class labels, or a source of its own."""
    test: Share | None = None
    """The same for the final score, where the source brings no test split."""
