"""Which rows become test and validation.

In: the targets and fractions of the training rows. Out: disjoint row indices. Called by `load.py`;
`share.py` says how many rows a fraction is. Rows are chosen at random by the seed; with class labels every
class gives its share.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from kerasrun.data.class_id import class_ids
from kerasrun.data.examples import Array
from kerasrun.data.origin import place_errors
from kerasrun.data.share import HELD_OUT, split_rows
from kerasrun.data.stream import open_stream
from kerasrun.errors import DataError, Mark


def split_indices(
    targets: Array,
    seed: int,
    *,
    validation: float | None = None,
    test: float | None = None,
    marks: Mapping[str, Mark | None] = MappingProxyType({}),
) -> dict[str, Array]:
    """Return the sorted row indices of each split: "train" and what is cut off it.

    Args:
        targets: one target a row; class ids (integers) and one-hot rows are stratified: each class gives its
            share of every split, totals are exact, and a class with two rows or more keeps at least one for
            training.
        seed: the experiment's seed.
        validation: fraction of the rows, or None.
        test: fraction of the rows, or None.
        marks: where the spec writes the fractions, for errors.

    Raises:
        DataError: a split would be empty, or training would lose a class.
    """
    counts = split_rows({"train": len(targets)}, validation=validation, test=test)
    rows, groups = _shuffle(targets, open_stream(seed, "split"))
    sizes = np.bincount(groups)
    place = np.arange(len(rows)) - (np.cumsum(sizes) - sizes)[groups]
    taken = np.zeros_like(sizes)
    parts = {}
    for name in (name for name in HELD_OUT if name in counts):
        with place_errors(marks.get(name)):
            quota = _apportion(counts[name], sizes, taken, name)
        parts[name] = np.sort(rows[(place >= taken[groups]) & (place < (taken + quota)[groups])])
        taken += quota
    return {"train": np.sort(rows[place >= taken[groups]]), **parts}


def _shuffle(targets: Array, stream: np.random.Generator) -> tuple[Array, Array]:
    """Return row indices (n,) in random order class by class, and the number of each one's class (n,).

    Classes are numbered from 0 without gaps; without classes all rows are one.
    """
    rows = stream.permutation(len(targets))
    ids = class_ids(targets)
    if ids is None:
        return rows, np.zeros_like(rows)
    rows = rows[np.argsort(ids[rows], kind="stable")]
    edges = np.diff(ids[rows]) != 0
    return rows, np.concatenate([[0], np.cumsum(edges)])


def _apportion(count: int, sizes: Array, taken: Array, name: str) -> Array:
    """Return how many of `count` rows each class gives: its share, by largest remainders (Hamilton).

    `sizes` are the rows of each class, `taken` those that an earlier split took of them.
    """
    # A class of one row stays in training as long as the others can fill the split.
    several = sizes >= 2
    for most in (np.where(several, sizes - 1, 0), np.where(several, sizes - 1, sizes)):
        room = np.maximum(most - taken, 0)
        if room.sum() >= count:
            return _fill(count, count * sizes / sizes.sum(), room)
    left = int(sizes.sum() - taken.sum() - count)
    raise DataError(
        f"data.{name}: expected training to keep a row of each of its {int(several.sum())} classes, "
        f"received {left} rows for it after {count} are held out for {name}.",
        "hold out a smaller fraction, or bring more rows",
    )


def _fill(count: int, quota: Array, room: Array) -> Array:
    """Return whole numbers near `quota` with the sum `count`, none above `room`."""
    given = np.minimum(np.floor(quota).astype(np.int64), room)
    while (missing := count - int(given.sum())) > 0:
        behind = np.where(given < room, quota - given, -np.inf)
        first = np.argsort(-behind, kind="stable")[:missing]
        given[first[given[first] < room[first]]] += 1
    return given
