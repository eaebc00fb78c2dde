from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.data import synthetic
from kerasrun.data.examples import Splits
from kerasrun.data.fingerprint import fingerprint
from kerasrun.errors import OutOfMemory
from kerasrun.spec.source import SyntheticSpec

FOLDER = Path()
GOOD = [
    ({"task": "classification", "shape": [20]}, "classes", 10, ()),
    ({"task": "classification", "shape": [8, 4], "classes": 3}, "classes", 3, ()),
    ({"task": "classification", "shape": [12, 12, 3], "classes": 30}, "classes", 30, ()),
    ({"task": "binary", "shape": [100]}, "binary", 2, ()),
    ({"task": "regression", "shape": [10]}, "values", None, (1,)),
    ({"task": "regression", "shape": [4, 4, 1], "outputs": 3}, "values", None, (3,)),
    ({"task": "sequence", "shape": [24, 2]}, "values", None, (1,)),
    ({"task": "sequence", "shape": [24, 2], "outputs": 5}, "values", None, (5,)),
    ({"task": "noise", "shape": [100], "classes": 10}, "classes", 10, ()),
    ({"task": "noise", "shape": [8, 16], "classes": 10, "soft": True}, "rows", 10, (10,)),
    ({"task": "noise", "shape": [2, 2, 2, 2], "outputs": 2}, "values", None, (2,)),
]


def load(seed: int = 0, **arguments: Any) -> Splits:
    return synthetic.load(SyntheticSpec(**arguments), seed, FOLDER)


@pytest.mark.parametrize(("arguments", "form", "classes", "target_shape"), GOOD)
def test_facts_are_those_of_the_arrays(arguments: Any, form: str, classes: int, target_shape: Any) -> None:
    sizes = {"train": 60, "validation": 20, "test": 10}
    spec = SyntheticSpec.model_validate(arguments | sizes)
    facts = synthetic.describe(spec, 0, FOLDER)
    assert (facts.label_form, facts.classes, facts.target_shape) == (form, classes, target_shape)
    assert facts.rows == sizes
    for name, examples in synthetic.load(spec, 0, FOLDER).items():
        assert examples.inputs.shape == (sizes[name], *facts.shape)
        assert examples.inputs.dtype == facts.dtype
        assert examples.targets.shape == (sizes[name], *target_shape)
        if facts.value_range:
            assert facts.value_range[0] <= examples.inputs.min()
            assert examples.inputs.max() <= facts.value_range[1]
        if form in ("classes", "binary"):
            assert examples.targets.dtype == np.int32
            assert examples.targets.max() < classes


@pytest.mark.parametrize(("task", "shape"), [("regression", [1]), ("regression", [20]), ("sequence", [8, 1])])
def test_targets_fill_the_range_that_the_facts_tell(task: Any, shape: Any) -> None:
    spec = SyntheticSpec(task=task, shape=shape, train=500)
    low, high = synthetic.describe(spec, 0, FOLDER).target_range or (0, 0)
    for seed in range(5):
        targets = synthetic.load(spec, seed, FOLDER).train.targets
        assert targets.min() < low < 0 < high < targets.max()


def test_targets_of_noise_lie_in_their_range() -> None:
    spec = SyntheticSpec.model_validate({"task": "noise", "shape": [3], "outputs": 2, "train": 500})
    assert synthetic.describe(spec, 0, FOLDER).target_range == (0, 1)
    targets = synthetic.load(spec, 0, FOLDER).train.targets
    assert 0 <= targets.min() < 0.1 < 0.9 < targets.max() <= 1


def test_classes_have_no_range() -> None:
    soft = SyntheticSpec.model_validate({"task": "noise", "shape": [3], "classes": 4, "soft": True})
    for spec in (soft, SyntheticSpec.model_validate({"task": "binary", "shape": [3]})):
        assert synthetic.describe(spec, 0, FOLDER).target_range is None


@pytest.mark.parametrize("arguments", [case[0] for case in GOOD])
def test_data_follows_from_the_seed(arguments: Any) -> None:
    first, again, other = (fingerprint(load(seed, **arguments, train=30)) for seed in (1, 1, 2))
    assert first == again
    assert first["train"] != other["train"]


@pytest.mark.parametrize("arguments", [case[0] for case in GOOD])
def test_no_row_is_in_two_splits(arguments: Any) -> None:
    splits = load(**arguments, train=50, validation=50, test=50)
    rows = [row.tobytes() for _, examples in splits.items() for row in examples.inputs]
    assert len(set(rows)) == 150


def test_sets_of_different_size_share_no_rows() -> None:
    small, large = (load(task="binary", shape=[4], train=count).train.inputs for count in (50, 100))
    assert not {row.tobytes() for row in small} & {row.tobytes() for row in large}


def test_empty_splits_are_left_out() -> None:
    splits = load(task="binary", shape=[4], train=5, test=0)
    assert [name for name, _ in splits.items()] == ["train"]


def test_more_data_than_memory_is_told_before_it_is_made() -> None:
    with pytest.raises(OutOfMemory, match=r"synthetic data of shape \[100, 100, 3\]: expected at most"):
        load(task="noise", shape=[100, 100, 3], classes=10, train=2**50)
