from __future__ import annotations

from collections.abc import Callable

import keras
import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind
from kerasrun.errors import Issue
from kerasrun.spec.argument import arguments_model

KINDS: tuple[Kind, ...] = (
    "layer",
    "optimizer",
    "schedule",
    "loss",
    "metric",
    "callback",
    "initializer",
    "regularizer",
    "constraint",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_object_of_keras_has_a_model(kind: Kind) -> None:
    for name in catalogue.names(kind):
        if refused(kind, name):
            continue
        model = arguments_model(kind, name)
        entry = catalogue.entry(kind, name)
        assert entry is not None
        assert list(model.model_fields) == [argument.name for argument in entry.arguments]
        required = {argument.name for argument in entry.arguments if argument.required}
        assert {key for key, field in model.model_fields.items() if field.is_required()} == required


def test_the_defaults_are_keras_s() -> None:
    arguments = arguments_model("layer", "Dense").model_validate({"units": 3})
    real = keras.layers.Dense(3)
    assert (arguments.model_dump()["use_bias"], real.use_bias) == (True, True)


def test_models_are_kept() -> None:
    assert arguments_model("layer", "Dense") is arguments_model("layer", "Dense")


@pytest.mark.parametrize(
    ("layer", "at", "message", "hint"),
    [
        ("{Dense: {unit: 3}}", "unit", "unknown argument 'unit' for Dense", "did you mean 'units'?"),
        ("{Dense: {}}", "Dense", "missing key 'units'", "write `Dense: {units: ...}` with an integer >= 1"),
        ("{Dense: {units: 0}}", "0", "expected an integer >= 1, received 0", "for example `units: 10`"),
        (
            "{Dropout: {rate: 2}}",
            "2",
            "expected a number >= 0 and < 1, received 2",
            "for example `rate: 0.5`",
        ),
        (
            "{BatchNormalization: {momentum: -1}}",
            "-1",
            "expected a number from 0 to 1, received -1",
            "Keras's own is `momentum: 0.99`",
        ),
        (
            "{Dropout: {rate: 0.5, seed: -1}}",
            "-1",
            "expected an integer from 0 to 4294967295, received -1",
            "it can be left out",
        ),
        (
            "{Conv2D: {filters: 3, nb_row: 3, kernel_size: 3}}",
            "nb_row",
            "Conv2D has no argument 'nb_row'",
            "kernel_size",
        ),
        ("{Dense: {output_dim: 3}}", "output_dim", "Dense has no argument 'output_dim'", "write `units: 3`"),
        ("{Identity: {x: 3}}", "x:", "unknown argument 'x' for Identity", "the arguments are: "),
    ],
)
def test_mistakes(layer: str, at: str, message: str, hint: str, found: Callable[..., list[Issue]]) -> None:
    line = f"  - {layer}"
    (issue,) = found(f"{line}\n", "model:\n  input_shape: [4]\n  layers:\n")
    assert str(issue.mark) == f"f.yaml:4:{line.index(at) + 1}"
    assert issue.message.startswith(message)
    assert hint in str(issue.hint)
