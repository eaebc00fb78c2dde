from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.errors import Issue
from kerasrun.spec.model import LAYER_LIMIT, ModelSpec


def model(*layers: Any, **keys: Any) -> ModelSpec:
    return ModelSpec.model_validate({"layers": list(layers), **keys})


def test_the_stack_in_order() -> None:
    spec = model("Flatten", {"Dense": {"units": 3, "name": "last"}}, input_shape=[4])
    assert [(p.layer.name, p.path, p.name) for p in spec.placed_layers()] == [
        ("Flatten", ("layers", 0), None),
        ("Dense", ("layers", 1), "last"),
    ]
    assert spec.input_shape == (4,)


def test_repeats_are_written_out_and_names_numbered() -> None:
    block = {"repeat": {"times": 2, "layers": [{"Dense": {"units": 3, "name": "d"}}, "Flatten"]}}
    outer = {"repeat": {"times": 2, "layers": [block]}}
    assert [p.name for p in model(block).placed_layers()] == ["d_1", None, "d_2", None]
    placed = list(model(outer).placed_layers())
    assert [p.name for p in placed if p.name] == ["d_1_1", "d_1_2", "d_2_1", "d_2_2"]
    assert placed[0].path == ("layers", 0, "repeat", "layers", 0, "repeat", "layers", 0)


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"),
    [
        (
            "layers: []",
            "[]",
            "expected a list with at least 1 item, received the list []",
            "write the layers as a list",
        ),
        (
            "layers: {Dense: 3}",
            "{",
            "expected a list, received a mapping with the key Dense",
            "write a list: `- Dense: ...`, each item",
        ),
        (
            "layers: {Flatten: , Dense: 3}",
            "{",
            "expected a list",
            "write a list: `- Flatten`, `- Dense: ...`",
        ),
        ("layers: 3", "3", "expected a list, received 3", "write the layers as a list"),
        ("layers: [repeat]", "repeat", "missing value: expected a mapping", "the keys below it are: times, "),
        ("dtype: int", "int", "expected 'float16',", "did you mean 'int32'?"),
        ("input_shape: 784", "784", "expected a list of integers >= 1, received 784", "write [784]"),
        (
            "input_shape: [-1]",
            "-1",
            "expected an integer >= 1, received -1",
            "the sizes of one example without the batch",
        ),
        ("dtype: floot32", "floot32", "expected 'float16',", "did you mean 'float32'?"),
        (
            "layers: [{repeat: {times: 0, layers: [Flatten]}}]",
            "0,",
            "expected an integer from 1 to 1000, received 0",
            "None",
        ),
        (
            "layers: [{repeat: {layers: [Flatten]}}]",
            "repeat",
            "missing key 'times'",
            "`times`: How often the block",
        ),
        ("layers: [{repeat: {times: 2, layers: []}}]", "[]", "expected a list with at least 1 item", "None"),
        (
            "layers: [{repeat: 3}]",
            "3",
            "expected a mapping, received 3",
            "the keys below it are: times, layers",
        ),
        (
            "layers: [{repeat: {times: 2, layers: [Flaten]}}]",
            "Flaten",
            "unknown layer 'Flaten'",
            "did you mean 'Flatten'?",
        ),
        (
            "layers: [{repeat: {times: 501, layers: [Flatten, Flatten]}}]",
            "[{rep",
            "expected at most 1,000 layers",
            "lower",
        ),
        (
            "layers: [LSTMCell]",
            "LSTMCell",
            "LSTMCell cannot stand in the stack",
            "it is one step of a recurrent layer",
        ),
        (
            "layers: [{GRUCell: 3}]",
            "GRUCell",
            "GRUCell cannot stand in the stack",
            "it is one step of a recurrent layer",
        ),
    ],
)
def test_mistakes(text: str, at: str, message: str, hint: str, found: Callable[..., list[Issue]]) -> None:
    body = text if text.startswith("layers") else f"layers: [Flatten]\n  {text}"
    (issue,) = found("", f"model:\n  {body}\n")
    line = f"  {text}"
    assert str(issue.mark) == f"f.yaml:{2 if text == body else 3}:{line.index(at) + 1}"
    assert issue.message.startswith(message)
    assert str(issue.hint).startswith(hint)


def test_two_layers_of_one_name(found: Callable[..., list[Issue]]) -> None:
    layers = "".join(f"    - Dense: {{units: 1, name: {name}}}\n" for name in "aba")
    (issue,) = found("", "model:\n  layers:\n" + layers)
    assert (str(issue.mark), issue.message) == (
        "f.yaml:5:31",
        "duplicate layer name 'a' (the other is at line 3)",
    )


def test_a_name_that_rounds_of_a_repeat_share_is_one_mistake(found: Callable[..., list[Issue]]) -> None:
    block = "{repeat: {times: 3, layers: [{Dense: {units: 1, name: a}}, {Dense: {units: 1, name: a}}]}}"
    (issue,) = found("", f"model:\n  layers:\n  - {block}\n")
    assert issue.message == "duplicate layer name 'a_1' (the other is at line 3)"
    assert "inside a `repeat`, names get the number of the round" in str(issue.hint)


def test_repeats_that_multiply_take_no_time(found: Callable[..., list[Issue]]) -> None:
    body = "Flatten"
    for _ in range(8):
        body = f"{{repeat: {{times: 1000, layers: [{body}]}}}}"
    (issue,) = found("", f"model: {{layers: [{body}]}}\n")
    assert issue.code == "KR104"


def test_the_longest_stack() -> None:
    block = {"repeat": {"times": LAYER_LIMIT, "layers": ["Flatten"]}}
    assert sum(1 for _ in model(block).placed_layers()) == LAYER_LIMIT
