"""A walk through a stack: shapes, mistakes at their line with the fix, and how it goes on after one."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from kerasrun.analysis.step import Step
from kerasrun.analysis.walk import walk_layers
from kerasrun.builder.object import build_object
from kerasrun.errors import Issue
from kerasrun.source.reader import parse_document
from kerasrun.spec.model import ModelSpec, PlacedLayer
from kerasrun.spec.object import parse_object

IMAGE, SEQUENCE, FLAT = (12, 10, 4), (12, 4), (12,)


def placed(name: str, arguments: dict[str, Any]) -> PlacedLayer:
    return PlacedLayer(parse_object("layer", {name: arguments}), ("layers", 0), None)


@pytest.mark.parametrize(
    ("name", "arguments", "shape", "message"),
    [
        (
            "Conv2D",
            {"filters": 3, "kernel_size": 3},
            FLAT,
            "expected 4-D input (batch, height, width, channels)",
        ),
        ("Conv2D", {"filters": 3, "kernel_size": 11}, IMAGE, "expected an input of at least 11x11"),
        ("Conv2D", {"filters": 3, "kernel_size": 6, "dilation_rate": 2}, IMAGE, "at least 11x11"),
        (
            "Conv2D",
            {"filters": 3, "kernel_size": 3, "groups": 2},
            IMAGE,
            "multiples of groups: 2, received 4 and 3",
        ),
        (
            "Conv2D",
            {"filters": 6, "kernel_size": 3, "groups": 3},
            IMAGE,
            "multiples of groups: 3, received 4 and 6",
        ),
        (
            "Conv2D",
            {"filters": 6, "kernel_size": 3, "strides": 2, "dilation_rate": 2},
            IMAGE,
            "expected strides 1",
        ),
        ("MaxPooling2D", {"pool_size": 11}, IMAGE, "expected an input of at least 11x11"),
        ("LSTM", {"units": 3}, FLAT, "expected 3-D input (batch, steps, features), received (batch, 12)"),
        ("LSTM", {"units": 3}, IMAGE, "received (batch, 12, 10, 4)"),
        ("RepeatVector", {"n": 3}, SEQUENCE, "expected 2-D input (batch, features), received (batch, 12, 4)"),
        ("Permute", {"dims": [1, 2]}, IMAGE, "expected each axis of (12, 10, 4) once, received dims [1, 2]"),
        ("Reshape", {"target_shape": [7, 7]}, IMAGE, "expected 49 values for [7, 7], received (12, 10, 4)"),
        ("Reshape", {"target_shape": [7, -1]}, IMAGE, "expected a multiple of 7 values for [7, -1]"),
        ("Reshape", {"target_shape": [-1, -1]}, IMAGE, "expected at most one -1, received [-1, -1]"),
        ("Cropping2D", {"cropping": 5}, IMAGE, "expected an input larger than the crop"),
        ("GlobalMaxPooling1D", {}, FLAT, "expected 3-D input (batch, steps, features)"),
        ("Dense", {"units": 3}, (), "expected input (batch, ..., features), received (batch)"),
    ],
)
def test_what_does_not_fit_keras_refuses_too(
    name: str, arguments: dict[str, Any], shape: tuple[int, ...], message: str
) -> None:
    layer = placed(name, arguments)
    (step,), (issue,) = walk_layers([layer], shape, parse_document("", "f"))
    assert step.outcome is None
    assert issue.code == "KR201"
    assert message in issue.message
    assert issue.hint
    with pytest.raises((ValueError, IndexError, TypeError, ZeroDivisionError)):
        build_object(layer.layer)(keras.Input(shape))


def walk(text: str, shape: tuple[int | None, ...] | None, **options: Any) -> tuple[list[Step], list[Issue]]:
    document = parse_document(text, "f")
    spec = ModelSpec.model_validate(document.data["model"])
    return walk_layers(spec.placed_layers(), shape, document, **options)


def stack(*layers: str) -> str:
    return "model:\n  layers:\n" + "".join(f"    - {layer}\n" for layer in layers)


def test_of_an_unknown_input_nothing_is_wrong() -> None:
    steps, issues = walk(stack("Flatten", "Conv2D: {filters: 1, kernel_size: 3}"), None)
    assert [step.output_shape for step in steps] == [None, None]
    assert issues == []


def test_it_goes_on_after_a_mistake() -> None:
    text = stack(
        "LSTM: 4", "LSTM: 5", "Conv2D: {filters: 3, kernel_size: 3}", "MaxPooling2D: 2", "Flatten",
        "Dense: 7", "RepeatVector: 2", "MaxPooling2D: 3",
    )  # fmt: skip
    steps, issues = walk(text, (6, 3))
    assert [issue.path[2] for issue in issues] == [1, 2, 7]
    assert [step.output_shape for step in steps[1:]] == [
        (5,), (None, None, 3), (None, None, 3), (None,), (7,), (2, 7), (None, None, 7),
    ]  # fmt: skip
    assert [step.outcome is None for step in steps] == [False, True, True, False, False, True, False, True]


def test_what_only_the_repair_left_open_is_no_mistake() -> None:
    _, issues = walk(stack("MaxPooling2D: 9", "Flatten", "Dense: 7", "Reshape: [2, 4]"), (4, 4, 3))
    assert [issue.path[2] for issue in issues] == [0, 3]


def test_a_size_that_the_data_decides_is_no_mistake() -> None:
    text = stack("TextVectorization: {output_mode: multi_hot, max_tokens: 99}", "Dense: 7", "Dense: 1")
    steps, issues = walk(text, (1,), dtype="string")
    assert issues == []
    assert [step.output_shape for step in steps] == [(1, None), (1, 7), (1, 1)]


def test_dtypes_travel() -> None:
    text = stack("Embedding: {input_dim: 9, output_dim: 4}", "GlobalAveragePooling1D", "Dense: 1")
    steps, issues = walk(text, (5,), dtype="int32", policy="mixed_float16")
    assert issues == []
    assert [step.outcome.dtype for step in steps if step.outcome] == ["float16"] * 3
    _, (issue,) = walk(
        stack("MaxPooling2D: 2", "Conv2D: {filters: 1, kernel_size: 3}"), (9, 9, 3), dtype="uint8"
    )
    assert "received whole numbers (uint8)" in issue.message


def test_a_stateful_layer_needs_a_batch_size() -> None:
    text = stack("LSTM: {units: 4, stateful: true}")
    assert walk(text, (6, 3), batch_size=8)[1] == []
    assert "batch size" in walk(text, (6, 3))[1][0].message


def test_a_size_that_is_not_known() -> None:
    steps, issues = walk(
        "model:\n  layers:\n    - Conv1D: [8, 3]\n".replace("[8, 3]", "{filters: 8, kernel_size: 3}"),
        (None, 4),
    )
    assert (steps[0].output_shape, issues) == ((None, 8), [])
    steps, issues = walk("model:\n  layers:\n    - Flatten\n    - Reshape: [2, -1]\n", (None, 4))
    assert (steps[1].output_shape, issues) == ((2, None), [])


@pytest.mark.parametrize(
    ("layers", "shape", "place", "hint"),
    [
        (
            "- LSTM: 4\n    - LSTM: 4",
            (5, 3),
            "f:4:7",
            "set `return_sequences: true` on the LSTM in line 3, so that it gives every step",
        ),
        (
            "- LSTM: 4\n    - Dropout: 0.5\n    - GRU: 4",
            (5, 3),
            "f:5:7",
            "set `return_sequences: true` on the LSTM in line 3, so that it gives every step",
        ),
        (
            "- Flatten\n    - Conv2D: {filters: 3, kernel_size: 3}",
            (8, 8, 1),
            "f:4:7",
            "put it before the Flatten in line 3",
        ),
        ("- Conv2D: {filters: 3, kernel_size: 3}", (784,), "f:3:7", "add `- Reshape: [28, 28, 1]` before it"),
        (
            "- Conv2D: {filters: 3, kernel_size: 3}",
            (28, 28),
            "f:3:7",
            "add `- Reshape: [28, 28, 1]` before it",
        ),
        (
            "- Conv2D: {filters: 3, kernel_size: 3}",
            (50,),
            "f:3:7",
            "add `- Reshape: [height, width, channels]` before it",
        ),
        (
            "- LSTM: 4",
            (8,),
            "f:3:7",
            "add `- Reshape: [8, 1]` before it, which makes a sequence with one feature a step",
        ),
        (
            "- LSTM: 4",
            (8, 3, 2),
            "f:3:7",
            "add `- TimeDistributed: {layer: Flatten}` before it, which flattens each step",
        ),
    ],
)
def test_the_fix(layers: str, shape: tuple[int, ...], place: str, hint: str) -> None:
    _, (issue,) = walk(f"model:\n  layers:\n    {layers}\n", shape)
    assert (str(issue.mark), issue.hint) == (place, hint)


def test_the_fix_inside_a_repeat() -> None:
    text = "model:\n  layers:\n    - repeat:\n        times: 2\n        layers:\n          - GRU: 4\n"
    steps, (issue,) = walk(text, (5, 3))
    assert len(steps) == 2
    assert str(issue.mark) == "f:6:13"
    assert "on the GRU in line 6" in str(issue.hint)
