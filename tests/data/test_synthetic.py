from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import ValidationError

from kerasrun.data import synthetic
from kerasrun.data.examples import Splits
from kerasrun.data.fingerprint import fingerprint
from kerasrun.errors import DataError, OutOfMemory
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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"task": "classification", "shape": [4], "outputs": 2},
            "expected no `outputs` with task classification",
        ),
        (
            {"task": "classification", "shape": [4], "soft": True},
            "expected no `soft` with task classification",
        ),
        (
            {"task": "binary", "shape": [4], "classes": 2},
            "expected no `classes` with task binary, received 2",
        ),
        ({"task": "binary", "shape": [4], "outputs": 1}, "expected no `outputs` with task binary"),
        ({"task": "regression", "shape": [4], "classes": 2}, "expected no `classes` with task regression"),
        ({"task": "sequence", "shape": [4, 1], "classes": 2}, "expected no `classes` with task sequence"),
        (
            {"task": "sequence", "shape": [4, 1], "soft": True},
            "expected no `soft` with task sequence, received true",
        ),
        (
            {"task": "noise", "shape": [4]},
            "expected either `classes` or `outputs` with task noise, received neither",
        ),
        ({"task": "noise", "shape": [4], "classes": 2, "outputs": 2}, "with task noise, received both"),
        (
            {"task": "noise", "shape": [4], "outputs": 2, "soft": True},
            "expected `classes` with `soft: true`",
        ),
        (
            {"task": "noise", "shape": [4], "classes": 2**21},
            "expected at most 1048576 classes, received 2097152",
        ),
        (
            {"task": "sequence", "shape": [4]},
            r"expected shape \[steps, features\] with task sequence, received \[4\]",
        ),
        ({"task": "sequence", "shape": [1, 3]}, "expected 2 steps or more with task sequence"),
        ({"task": "classification", "shape": [3, 3]}, "expected 4 steps or more with task classification"),
        ({"task": "classification", "shape": [2, 2, 2, 2]}, "expected a shape of 1, 2 or 3 axes"),
    ],
)
def test_arguments_that_do_not_go_together(arguments: Any, message: str) -> None:
    # The spec refuses most of these with their line; a caller from Python may have gone around it.
    unchecked = SyntheticSpec.model_construct(**arguments)
    with pytest.raises(DataError, match=message):
        synthetic.describe(unchecked, 0, FOLDER)


def test_the_spec_and_the_source_refuse_the_same_fields() -> None:
    tasks = get_args(SyntheticSpec.model_fields["task"].annotation)
    assert set(tasks) == set(synthetic.FIELDS)
    fields = {"classes": 3, "outputs": 2, "soft": True}
    for task in tasks:
        for chosen in (
            {},
            *({name: value} for name, value in fields.items()),
            {"classes": 3, "soft": True},
            fields,
        ):
            arguments = {"task": task, "shape": [8, 2], **chosen}
            assert _accepts(SyntheticSpec.model_validate, arguments) == _accepts(
                lambda a: synthetic.describe(SyntheticSpec.model_construct(**a), 0, FOLDER), arguments
            )


def _accepts(function: Callable[[Any], object], arguments: Any) -> bool:
    try:
        function(arguments)
    except (ValidationError, DataError):
        return False
    return True


def test_more_data_than_memory_is_told_before_it_is_made() -> None:
    with pytest.raises(OutOfMemory, match=r"synthetic data of shape \[100, 100, 3\]: expected at most"):
        load(task="noise", shape=[100, 100, 3], classes=10, train=2**50)
