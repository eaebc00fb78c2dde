"""Splits are exact, disjoint, stratified and a function of the seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerasrun.data.share import split_rows
from kerasrun.data.split import split_indices
from kerasrun.errors import DataError


def test_every_class_gives_its_share() -> None:
    targets = np.repeat([0, 1, 2], [500, 300, 200])
    parts = split_indices(targets, 0, validation=0.1, test=0.2)
    assert np.bincount(targets[parts["test"]]).tolist() == [100, 60, 40]
    assert np.bincount(targets[parts["validation"]]).tolist() == [50, 30, 20]
    assert np.bincount(targets[parts["train"]]).tolist() == [350, 210, 140]


def test_one_hot_rows_are_stratified_too() -> None:
    parts = split_indices(np.eye(2)[np.repeat([0, 1], [90, 10])], 0, test=0.1)
    assert (parts["test"] >= 90).sum() == 1


def test_same_seed_same_rows_and_other_seed_other_rows() -> None:
    targets = np.random.default_rng(0).random(100)
    first, again, other = (split_indices(targets, seed, validation=0.3)["validation"] for seed in (5, 5, 6))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_rows_are_chosen_at_random_not_from_the_end() -> None:
    chosen = split_indices(np.linspace(0, 1, 1000), 0, test=0.2)["test"]
    assert 400 < chosen.mean() < 600


def test_rare_classes_stay_in_training() -> None:
    targets = np.array([0] * 96 + [1, 1, 2, 3])
    for seed in range(20):
        train = split_indices(targets, seed, validation=0.3, test=0.3)["train"]
        assert set(targets[train]) == {0, 1, 2, 3}


def test_training_that_would_lose_a_class_is_refused() -> None:
    with pytest.raises(DataError, match=r"a row of each of its 10 classes, received 4 rows"):
        split_indices(np.repeat(np.arange(10), 2), 0, validation=0.4, test=0.4)


@settings(max_examples=200, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=8),
    validation=st.none() | st.floats(0.05, 0.4),
    test=st.none() | st.floats(0.05, 0.4),
    seed=st.integers(0, 2**32 - 1),
)
def test_splits_are_exact_and_disjoint_for_any_data(
    sizes: list[int], validation: float | None, test: float | None, seed: int
) -> None:
    targets = np.repeat(np.arange(len(sizes)), sizes)
    several = {label for label, size in enumerate(sizes) if size >= 2}
    try:
        counts = split_rows({"train": len(targets)}, validation=validation, test=test)
    except DataError:
        counts = {"train": 0}
    if counts["train"] < max(1, len(several)):
        with pytest.raises(DataError):
            split_indices(targets, seed, validation=validation, test=test)
        return
    parts = split_indices(targets, seed, validation=validation, test=test)
    assert {name: len(rows) for name, rows in parts.items()} == counts
    assert sorted(np.concatenate(list(parts.values()))) == list(range(len(targets)))
    assert several <= set(targets[parts["train"]])
