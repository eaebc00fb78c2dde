from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from kerasrun.data import synthetic
from kerasrun.data.registry import REGISTRY
from kerasrun.errors import Issue
from kerasrun.spec.source import SOURCES, SyntheticSpec, Task


def test_the_sources_are_those_of_the_data_room() -> None:
    assert set(SOURCES) == set(REGISTRY)


SHAPES = [[4], [1, 2], [2, 3], [4, 3], [4, 4, 1], [4, 4, 4, 1]]
LABELS: list[dict[str, Any]] = [
    {key: value for key, value in zip(("classes", "outputs", "soft"), values, strict=True) if value}
    for values in product((None, 3), (None, 2), (None, True))
]
ACCEPTED_LABELS: dict[str, list[set[str]]] = {
    "classification": [set(), {"classes"}],
    "binary": [set()],
    "regression": [set(), {"outputs"}],
    "sequence": [set(), {"outputs"}],
    "noise": [{"classes"}, {"classes", "soft"}, {"outputs"}],
}
ACCEPTED_SHAPES = {
    "classification": [[4], [4, 3], [4, 4, 1]],
    "sequence": [[2, 3], [4, 3]],
}


@pytest.mark.parametrize("task", get_args(Task))
def test_what_goes_together_can_be_loaded_and_nothing_else_passes(task: str) -> None:
    for shape, labels in product(SHAPES, LABELS):
        arguments = {"task": task, "shape": shape, "train": 8, "test": 0, **labels}
        if set(labels) in ACCEPTED_LABELS[task] and shape in ACCEPTED_SHAPES.get(task, SHAPES):
            spec = SyntheticSpec.model_validate(arguments)
            assert synthetic.load(spec, 0, Path()).train.inputs.shape == (8, *shape)
        else:
            with pytest.raises(ValidationError):
                SyntheticSpec.model_validate(arguments)


@pytest.mark.parametrize(
    ("arguments", "at", "message", "hint"),
    [
        (
            "{task: binary, shape: [4], classes: 3}",
            "classes",
            "'classes' does not go with task binary",
            "it goes with",
        ),
        (
            "{task: noise, shape: [4], soft: true, outputs: 2}",
            "soft",
            "'soft' needs 'classes': weights over which classes?",
            "add `classes: 10`",
        ),
        (
            "{task: noise, shape: [4]}",
            "noise",
            "missing key: task noise needs 'classes' or 'outputs'",
            "write `classes: 10`",
        ),
        (
            "{task: sequence, shape: [4]}",
            "[4]",
            "expected [steps, features] with task sequence, received the list [4]",
            "write `shape: [24, 1]`",
        ),
        (
            "{task: sequence, shape: [1, 2]}",
            "[1",
            "expected at least 2 steps with task sequence, received the list [1, 2]",
            "write `shape: [2, 2]` or longer",
        ),
        (
            "{task: noise, shape: [1, 1, 1, 1, 1, 1, 1], classes: 2}",
            "[1",
            "expected a list with at most 6 sizes, received one with 7",
            "one size for each axis",
        ),
        ("{task: sum, shape: [4]}", "sum", "expected 'classification', 'binary',", "None"),
        ("{task: binary}", "synthetic", "missing key 'shape'", "`shape`: Shape of one example"),
        ("{task: binary, shape: 4}", "4}", "expected a list of integers >= 1, received 4", "write [4]"),
    ],
)
def test_mistakes_at_their_places(
    arguments: str, at: str, message: str, hint: str, found: Callable[[str], list[Issue]]
) -> None:
    text = f"data: {{source: {{synthetic: {arguments}}}}}"
    (issue,) = found(text + "\n")
    assert str(issue.mark) == f"f.yaml:2:{text.index(at) + 1}"
    assert issue.message.startswith(message)
    assert hint in str(issue.hint)


@pytest.mark.parametrize(
    "source",
    [
        "mnist",
        "{cifar100: coarse}",
        "{cifar100: {label_mode: fine}}",
        "{imdb: 500}",
        "{npz: a.npz}",
        "{csv: {path: a.csv, label: y}}",
        "{csv: {path: a.csv, label: [y, z], features: [a], separator: tab, missing: drop}}",
        "{images: {path: photos, size: [8, 8], color: grayscale}}",
        "{mnist: }",
    ],
)
def test_the_object_form(source: str, parse: Callable[[str], Any]) -> None:
    assert parse(f"data: {{source: {source}}}\n").data.source.name in source


@pytest.mark.parametrize(
    ("source", "at", "message", "hint"),
    [
        ("{csv: a.csv}", "csv:", "missing key 'label'", "`label`: The column of the target"),
        ("{csv: {path: a.csv, label: 3}}", "3", "expected text or a list of items", "quote it"),
        ("{csv: {path: a.csv, label: []}}", "[]", "expected a list of items, each text", "None"),
        (
            "{csv: {path: a.csv, label: y, separator: ':'}}",
            "':'",
            "expected ',', ';', 'tab' or '|'",
            "the default is",
        ),
        ("{csv: {path: a.csv, label: y, features: [a, y]}}", "y]", "expected columns beside", "take it out"),
        ("{csv: {path: a.csv, label: [a, b, a]}}", "a]", "expected each column once", "None"),
        ("{images: photos}", "images:", "missing key 'size'", "[height, width]"),
        (
            "{images: {path: photos, size: 32}}",
            "32",
            "expected a list of 2 integers from 1 to 4096",
            "[32, 32]",
        ),
        ("{images: {path: photos, size: [8, 8], color: gray}}", "gray", "expected 'rgb' or", "grayscale"),
    ],
)
def test_mistakes_in_the_sources_of_files(
    source: str, at: str, message: str, hint: str, found: Callable[[str], list[Issue]]
) -> None:
    text = f"data: {{source: {source}}}"
    (issue,) = found(text + "\n")
    assert str(issue.mark) == f"f.yaml:2:{text.rindex(at) + 1}"
    assert issue.message.startswith(message)
    assert hint in str(issue.hint)
