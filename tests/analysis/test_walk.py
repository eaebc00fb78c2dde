"""The static shapes against those of the real Keras."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from kerasrun.analysis.walk import RULES, walk_layers
from kerasrun.builder.object import build_object
from kerasrun.source.reader import parse_document
from kerasrun.spec.model import ModelSpec, PlacedLayer
from kerasrun.spec.object import parse_object

IMAGE, SEQUENCE, VOLUME, FLAT = (12, 10, 4), (12, 4), (9, 10, 11, 4), (12,)


def convolution(rank: int, **extra: Any) -> list[dict[str, Any]]:
    base = {"filters": 8, "kernel_size": 3, **extra}
    pair = list(range(2, 2 + rank))
    return [
        base,
        {**base, "padding": "same"},
        {**base, "strides": 2},
        {**base, "strides": 2, "padding": "same"},
        {**base, "kernel_size": pair, "strides": [2] * rank},
        {**base, "kernel_size": pair, "padding": "same"},
        {**base, "data_format": "channels_first", "kernel_size": 2},
    ]


def plain(rank: int) -> list[dict[str, Any]]:
    base = {"filters": 8, "kernel_size": 3}
    return [
        *convolution(rank),
        {**base, "dilation_rate": 2},
        {**base, "dilation_rate": 2, "padding": "same"},
        {**base, "groups": 2},
    ]


def depthwise(rank: int) -> list[dict[str, Any]]:
    cases = [{key: value for key, value in case.items() if key != "filters"} for case in convolution(rank)]
    # TensorFlow has no depthwise kernel with strides that differ by axis.
    return [*cases, {"kernel_size": 3, "depth_multiplier": 3}, {"kernel_size": 3, "dilation_rate": 2}]


def transposed(rank: int) -> list[dict[str, Any]]:
    base = {"filters": 8, "kernel_size": 3}
    return [
        *convolution(rank),
        {**base, "kernel_size": 2, "strides": 3},
        {**base, "kernel_size": 2, "strides": 3, "padding": "same"},
        {**base, "output_padding": 1, "strides": 2},
        {**base, "dilation_rate": 2},
    ]


def pooling(rank: int) -> list[dict[str, Any]]:
    return [
        {},
        {"pool_size": 3},
        {"pool_size": 3, "strides": 1},
        {"pool_size": 3, "padding": "same"},
        {"pool_size": list(range(2, 2 + rank)), "strides": [1] * rank},
        {"pool_size": 2, "strides": 3, "padding": "same"},
        {"pool_size": 2, "data_format": "channels_first"},
    ]


GLOBAL: list[dict[str, Any]] = [{}, {"keepdims": True}, {"data_format": "channels_first"}]
GLOBAL.append({"data_format": "channels_first", "keepdims": True})
SHAPES = {1: SEQUENCE, 2: IMAGE, 3: VOLUME}
RECURRENT: list[dict[str, Any]] = [{"units": 5}, {"units": 5, "return_sequences": True}]

CASES: dict[str, tuple[tuple[int, ...], list[dict[str, Any]]]] = {
    "Dense": (SEQUENCE, [{"units": 3}, {"units": 1, "use_bias": False}]),
    "Embedding": (FLAT, [{"input_dim": 9, "output_dim": 4}]),
    "Flatten": (IMAGE, [{}, {"data_format": "channels_first"}]),
    "Reshape": (IMAGE, [{"target_shape": [480]}, {"target_shape": [-1]}, {"target_shape": [4, -1, 12]}]),
    "RepeatVector": (FLAT, [{"n": 3}]),
    "Permute": (IMAGE, [{"dims": [2, 1, 3]}, {"dims": [3, 1, 2]}]),
    "UpSampling1D": (SEQUENCE, [{}, {"size": 3}]),
    "UpSampling2D": (IMAGE, [{}, {"size": [2, 3]}, {"data_format": "channels_first"}]),
    "UpSampling3D": (VOLUME, [{}, {"size": [1, 2, 3]}, {"data_format": "channels_first"}]),
    "ZeroPadding1D": (SEQUENCE, [{}, {"padding": 2}, {"padding": [1, 3]}]),
    "ZeroPadding2D": (IMAGE, [{}, {"padding": 2}, {"padding": [1, 3]}, {"padding": [[1, 2], [3, 4]]}]),
    "ZeroPadding3D": (VOLUME, [{}, {"padding": [1, 2, 3]}, {"padding": [[1, 2], [3, 4], [0, 1]]}]),
    "Cropping1D": (SEQUENCE, [{}, {"cropping": 2}, {"cropping": [1, 3]}]),
    "Cropping2D": (IMAGE, [{}, {"cropping": 2}, {"cropping": [1, 3]}, {"cropping": [[1, 2], [3, 4]]}]),
    "Cropping3D": (VOLUME, [{}, {"cropping": [1, 2, 3]}, {"cropping": [[1, 2], [3, 4], [0, 1]]}]),
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN"), (SEQUENCE, RECURRENT)),
    **{f"Conv{rank}D": (SHAPES[rank], plain(rank)) for rank in (1, 2, 3)},
    **{f"Conv{rank}DTranspose": (SHAPES[rank], transposed(rank)) for rank in (1, 2, 3)},
    **{f"SeparableConv{rank}D": (SHAPES[rank], convolution(rank)) for rank in (1, 2)},
    **{f"DepthwiseConv{rank}D": (SHAPES[rank], depthwise(rank)) for rank in (1, 2)},
    **{
        # Only AveragePooling demands its pool_size.
        f"{kind}Pooling{rank}D": (SHAPES[rank], pooling(rank)[kind == "Average" :])
        for kind in ("Max", "Average")
        for rank in (1, 2, 3)
    },
    **{
        f"Global{kind}Pooling{rank}D": (SHAPES[rank], GLOBAL)
        for kind in ("Max", "Average")
        for rank in (1, 2, 3)
    },
}

_ARGUMENTS: dict[str, dict[str, Any]] = {
    "Activation": {"activation": "relu"},
    "AlphaDropout": {"rate": 0.5},
    "Dropout": {"rate": 0.5},
    "GaussianDropout": {"rate": 0.5},
    "GaussianNoise": {"stddev": 0.1},
    "GroupNormalization": {"groups": 2},
    "RandomBrightness": {"factor": 0.1},
    "RandomContrast": {"factor": 0.1},
    "RandomRotation": {"factor": 0.1},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomZoom": {"height_factor": 0.1},
    "Rescaling": {"scale": 0.5},
    "SpatialDropout1D": {"rate": 0.5},
    "SpatialDropout2D": {"rate": 0.5},
    "SpatialDropout3D": {"rate": 0.5},
}


def unchanged(name: str) -> tuple[tuple[int, ...], list[dict[str, Any]]]:
    shape = SEQUENCE if name.endswith("1D") else VOLUME if name.endswith("3D") else IMAGE
    return shape, [_ARGUMENTS.get(name, {})]


def placed(name: str, arguments: dict[str, Any]) -> PlacedLayer:
    return PlacedLayer(parse_object("layer", {name: arguments}), ("layers", 0), None)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_agrees_with_keras(name: str) -> None:
    shape, cases = CASES.get(name) or unchanged(name)
    for arguments in cases:
        layer = placed(name, arguments)
        expected = build_object(layer.layer)(keras.Input(shape)).shape[1:]
        steps, issues = walk_layers([layer], shape, parse_document("", "f"))
        assert issues == []
        # A rule may leave a shape open, but never say another one.
        assert steps[0].output_shape in (None, expected), (name, arguments)
        if not {"output_padding", "dilation_rate"} & set(arguments):
            assert steps[0].output_shape == expected, (name, arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("Conv1D", {"filters": 3, "kernel_size": 4, "padding": "causal"}),
        ("Conv1D", {"filters": 3, "kernel_size": 4, "padding": "causal", "dilation_rate": 3}),
        ("Conv1D", {"filters": 3, "kernel_size": 4, "padding": "causal", "strides": 5}),
    ],
)
def test_causal_padding(name: str, arguments: dict[str, Any]) -> None:
    layer = placed(name, arguments)
    expected = build_object(layer.layer)(keras.Input(SEQUENCE)).shape[1:]
    assert walk_layers([layer], SEQUENCE, parse_document("", "f"))[0][0].output_shape == expected


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
    steps, (issue,) = walk_layers([layer], shape, parse_document("", "f"))
    assert steps == []
    assert issue.code == "KR201"
    assert message in issue.message
    assert issue.hint
    with pytest.raises((ValueError, IndexError, TypeError, ZeroDivisionError)):
        build_object(layer.layer)(keras.Input(shape))


def walk(text: str, shape: tuple[int | None, ...] | None) -> tuple[list[Any], list[Any]]:
    document = parse_document(text, "f")
    spec = ModelSpec.model_validate(document.data["model"])
    return walk_layers(spec.placed_layers(), shape, document)


def test_after_an_unknown_shape_nothing_is_wrong() -> None:
    layers = ["CategoryEncoding: {num_tokens: 3}", "Conv2D: {filters: 1, kernel_size: 3}"]
    steps, issues = walk("model:\n  layers:\n" + "".join(f"    - {layer}\n" for layer in layers), (4,))
    assert [step.output_shape for step in steps] == [None, None]
    assert issues == []


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
    assert len(steps) == 1
    assert str(issue.mark) == "f:6:13"
    assert "on the GRU in line 6" in str(issue.hint)
