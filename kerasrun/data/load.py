"""The two ways into this room: `describe_data` before TensorFlow is imported, `load_data` after.

In: a source's name and arguments and the spec's wishes for validation and test. Out: `DataFacts`, then
`Splits`. Called by validation, training and evaluation with flat values of the spec's `data` section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kerasrun.data.examples import ArrayExamples, DataFacts, Splits
from kerasrun.data.finite import require_finite
from kerasrun.data.origin import ARRAYS, Origin, place_errors
from kerasrun.data.registry import find_source
from kerasrun.data.share import split_rows
from kerasrun.errors import DataError, Mark

MOST_NAMES = 20
"""Most names of classes in a message."""

Holdout = float | tuple[str, Any] | None
"""A fraction of the training rows, or another source as (name, arguments), or nothing."""


def describe_data(
    name: str,
    arguments: Any,
    *,
    seed: int,
    folder: Path,
    validation: Holdout = None,
    test: Holdout = None,
    allowed: Sequence[Path] = (),
    marks: Mapping[str, Mark | None] = MappingProxyType({}),
) -> DataFacts:
    """Return what is known of the data without reading it; `rows` are those after splitting.

    Args:
        name: a source of the registry.
        arguments: its validated arguments.
        seed: the experiment's seed.
        folder: the folder of the spec.
        validation: fraction of the training rows, or (name, arguments) of another source.
        test: the same for the test split.
        allowed: further folders that files may come from.
        marks: where the spec names the "source", the "validation" and the "test" data, for errors.

    Raises:
        DataError: see the source; or a fraction where the source brings the split itself; or another source
            whose examples have another form.
    """
    with place_errors(marks.get("source")):
        facts = find_source(name).describe(arguments, seed, folder, allowed)
    rows, warnings = dict(facts.rows), list(facts.warnings)
    for split, holdout in (("validation", validation), ("test", test)):
        with place_errors(marks.get(split)):
            if isinstance(holdout, tuple):
                other = find_source(holdout[0]).describe(holdout[1], seed, folder, allowed)
                _require_same_form(split, facts, other)
                warnings += other.warnings
                rows[split] = other.rows[_brought(split, other.rows, holdout, (name, arguments))]
            elif holdout is not None and split in rows:
                raise DataError(
                    f"data.{split}: expected nothing, because the source {name} brings its own {split} split "
                    f"of {rows[split]} rows, received {holdout}.",
                    f"remove data.{split}, or take the {split} rows out of the source",
                )
    with place_errors(marks.get("source")):
        rows = split_rows(rows, validation=_fraction(validation), test=_fraction(test), marks=marks)
    return facts._replace(rows=rows, warnings=tuple(dict.fromkeys(warnings)))


def load_data(
    name: str,
    arguments: Any,
    *,
    seed: int,
    folder: Path,
    validation: Holdout = None,
    test: Holdout = None,
    allowed: Sequence[Path] = (),
    marks: Mapping[str, Mark | None] = MappingProxyType({}),
) -> Splits:
    """Return the three splits in memory; the arguments are those of `describe_data`.

    Raises:
        DataError: as `describe_data`, and where the data turns out to be damaged or not finite.
        OutOfMemory: the data is larger than the machine's memory.
    """
    describe_data(
        name,
        arguments,
        seed=seed,
        folder=folder,
        validation=validation,
        test=test,
        allowed=allowed,
        marks=marks,
    )

    def load(name: str, arguments: Any, place: str) -> dict[str, ArrayExamples]:
        with place_errors(marks.get(place)):
            splits = find_source(name).load(arguments, seed, folder, allowed)
        source = getattr(arguments, "path", name)
        return {
            split: replace(examples, origin=_origin(examples, split, source, marks.get(place)))
            for split, examples in splits.items()
        }

    parts = load(name, arguments, "source")
    for split, holdout in (("validation", validation), ("test", test)):
        if isinstance(holdout, tuple):
            other = load(*holdout, split)
            parts[split] = other.get(split, other["train"])
    for examples in parts.values():
        # Before the rows are mixed, in one pass over the arrays as they stand in the source.
        require_finite(examples)
    fractions = {"validation": _fraction(validation), "test": _fraction(test)}
    if any(fraction is not None for fraction in fractions.values()):
        from kerasrun.data.split import split_indices

        train = parts["train"]
        indices = split_indices(train.targets, seed, **fractions, marks=marks)
        parts |= {split: train.take(rows) for split, rows in indices.items()}
    return Splits(**parts)


def _origin(examples: ArrayExamples, split: str, source: str, mark: Mark | None) -> Origin:
    """Return where the rows come from; a source whose rows are lines of a file says it in part itself."""
    if examples.origin.lines is None:
        return Origin(source, *ARRAYS[split], mark)
    return examples.origin._replace(source=source, mark=mark)


def _fraction(holdout: Holdout) -> float | None:
    """Return the fraction, or None where the split is another source or nothing."""
    return None if isinstance(holdout, tuple) else holdout


def _brought(split: str, rows: Any, holdout: tuple[str, Any], main: tuple[str, Any]) -> str:
    """Return which split of another source to use: the one of that name, else its train split."""
    if split in rows:
        return split
    if holdout == main:
        raise DataError(
            f"data.{split}: expected data that training does not see, received the training source itself.",
            f"write a fraction such as `{split}: 0.1`",
        )
    return "train"


def _require_same_form(split: str, main: DataFacts, other: DataFacts) -> None:
    """Raise DataError when the other source's examples cannot stand beside the main source's."""
    for what in ("shape", "dtype", "label_form", "target_shape", "classes"):
        wanted, found = getattr(main, what), getattr(other, what)
        if wanted != found and None not in (wanted, found):
            raise DataError(
                f"data.{split}: expected {what} {wanted}, as in the training data, received {found}."
            )
    if main.class_names != other.class_names:
        # Ids follow the sorted names: with other names, the same id is another class.
        raise DataError(
            f"data.{split}: expected the classes {_list(main.class_names)}, as in the training data, "
            f"received {_list(other.class_names)}.",
            "each of the two needs examples of every class",
        )


def _list(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > MOST_NAMES else ""
    return (", ".join(names[:MOST_NAMES]) or "as numbers") + more
