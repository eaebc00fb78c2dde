from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.builder.object import build_object
from kerasrun.errors import Issue
from kerasrun.spec.object import parse_object

Found = Callable[..., list[Issue]]


@pytest.mark.parametrize(
    ("kind", "value", "name", "keras_name", "arguments"),
    [
        ("layer", "Flatten", "Flatten", "Flatten", {}),
        ("layer", {"Flatten": None}, "Flatten", "Flatten", {}),
        ("layer", {"Dense": 10}, "Dense", "Dense", {"units": 10}),
        ("layer", {"Reshape": [7, 7]}, "Reshape", "Reshape", {"target_shape": [7, 7]}),
        ("layer", "MaxPool2D", "MaxPooling2D", "MaxPooling2D", {}),
        ("layer", {"MaxPool2D": 2}, "MaxPooling2D", "MaxPooling2D", {"pool_size": 2}),
        ("optimizer", "adam", "adam", "Adam", {}),
        ("optimizer", {"adam": {"beta_1": 0.5}}, "Adam", "Adam", {"beta_1": 0.5}),
        ("loss", "mse", "mse", "MeanSquaredError", {}),
        ("metric", "accuracy", "accuracy", "Accuracy", {}),
        ("activation", "relu", "relu", "relu", {}),
    ],
)
def test_one_form_everywhere(
    kind: Any, value: Any, name: str, keras_name: str, arguments: dict[str, Any]
) -> None:
    spec = parse_object(kind, value)
    assert (spec.name, spec.keras_name, dict(spec.arguments)) == (name, keras_name, arguments)


def test_another_name_of_a_layer_alone_is_that_layer() -> None:
    assert type(build_object(parse_object("layer", "MaxPool2D"))).__name__ == "MaxPooling2D"


def test_objects_in_objects() -> None:
    value = {"Bidirectional": {"layer": {"LSTM": {"units": 3, "kernel_regularizer": {"L2": 0.1}}}}}
    inner = parse_object("layer", value).arguments["layer"]
    assert (inner.keras_name, inner.arguments["kernel_regularizer"].arguments) == ("LSTM", {"l2": 0.1})


def test_arguments_left_out_are_keras_s() -> None:
    filled = parse_object("layer", {"Dense": 3}).filled_arguments()
    assert (filled["units"], filled["use_bias"], filled["activation"]) == (3, True, None)


@pytest.mark.parametrize(
    ("layer", "column", "code", "message", "hint"),
    [
        ("", None, "KR102", "missing value: expected a layer", "write the name of a layer"),
        ("3", 3, "KR109", "expected a layer, received 3", "write `Name`, `Name: {argument: value}`"),
        ("{}", 3, "KR109", "received an empty mapping", "write `Name: {argument: value}`"),
        ("{0: , Dense: }", 9, "KR109", "received 'Dense' beside '0'", "indent the arguments under `0:`"),
        (
            "{Dense: , units: 3}",
            13,
            "KR109",
            "received 'units' beside 'Dense'",
            "indent the arguments under `Dense:`",
        ),
        ("{type: Dense, units: 3}", 3, "KR109", "keys type, units", "write `Dense: {argument: value}`"),
        (
            "{a: 1, b: 2, c: 3, d: 4}",
            10,
            "KR109",
            "received 'b' beside 'a'",
            "write `Name: {argument: value}`",
        ),
        ("Dense(3)", 3, "KR105", "unknown layer 'Dense(3)'", "write `Dense: {argument: value}`, with a ': '"),
        ("tf.keras.layers.Dense(3)", 3, "KR105", "unknown layer", "write `Dense: {argument: value}`"),
        ("Dense:10", 3, "KR105", "unknown layer 'Dense:10'", "with a ': ' after the name"),
        ("Repeat", 3, "KR105", "unknown layer 'Repeat'", "did you mean 'repeat'?"),
        ("{Dense: 3, name: a}", 14, "KR109", "received 'name' beside 'Dense'", "write `Name: {arg"),
        ("{Dense: , name: a}", 13, "KR109", "received 'name' beside 'Dense'", "indent the arguments under"),
        (
            "{Dense: {units: 3, kernel_regularizer: 0.01}}",
            None,
            "KR109",
            "received 0.01",
            "write `{L2: 0.01}`",
        ),
        ("CuDNNLSTM", 3, "KR107", "'CuDNNLSTM' is not a layer of this Keras", "write `LSTM`"),
        ("{Flatten: 3}", 13, "KR103", "expected 'channels_last' or 'channels_first', received 3", ""),
        (
            "{Dense: {units: 3, LSTM: 3}}",
            22,
            "KR101",
            "unknown argument 'LSTM' for Dense",
            "the arguments are",
        ),
        ("{Bidirectional: {LSTM: 3}}", 20, "KR101", "unknown argument 'LSTM'", "write `layer: {LSTM: ...}`"),
        ("{Lambda: 3}", 4, "KR106", "Lambda cannot stand in a spec", "it runs code that a spec cannot hold"),
        ("LSTMCell", 3, "KR106", "LSTMCell cannot stand in the stack", "write `LSTM`"),
        (
            "{Dense: {units: 3, activation: {relu: 1}}}",
            34,
            "KR109",
            "an activation is written as its name",
            "LeakyReLU",
        ),
        ("{Dense: {units: 3, activation: none}}", 34, "KR105", "unknown activation 'none'", "write `linear`"),
        (
            "{Dense: {units: 3, kernel_initializer: 3}}",
            42,
            "KR109",
            "expected an initializer, received 3",
            "write",
        ),
        (
            "{Discretization: {num_bins: 3, bin_boundaries: [1.0]}}",
            None,
            "KR108",
            "choose one of",
            "delete one",
        ),
    ],
)
def test_mistakes(layer: str, column: int | None, code: str, message: str, hint: str, found: Found) -> None:
    issues = found(f"  - {layer}\n", "model:\n  input_shape: [4]\n  layers:\n")
    issue = issues[0]
    assert issue.code.startswith(code)
    assert message in issue.message
    assert hint in str(issue.hint)
    assert issue.mark is not None
    assert issue.mark.line == 4
    assert column is None or issue.mark.column == column + 2


def test_long_names_are_cut(found: Found) -> None:
    issues = found(f"  - {'x' * 5000}\n", "model:\n  layers:\n")
    assert len(issues[0].message) < 100
