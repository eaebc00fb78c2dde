from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import keras
import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.catalogue import Entry
from kerasrun.catalogue.refused import refused_in_stack
from kerasrun.catalogue.rule import Kind, Object, Refused, Rule
from tests.sample import INPUTS, argument_sets, required_arguments, usable_entries

MODULES = {
    "layer": keras.layers,
    "optimizer": keras.optimizers,
    "schedule": keras.optimizers.schedules,
    "loss": keras.losses,
    "metric": keras.metrics,
    "callback": keras.callbacks,
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
}
CLASS_KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind in MODULES)

OBJECTS: dict[Kind, Any] = {
    "activation": lambda: "relu",
    "initializer": keras.initializers.Zeros,
    "regularizer": keras.regularizers.L2,
    "constraint": keras.constraints.MaxNorm,
    "schedule": lambda: keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9),
    "optimizer": keras.optimizers.SGD,
    "layer": lambda: keras.layers.Dense(1),
}
INNER = {
    "LSTM": lambda: keras.layers.LSTM(2),
    "backward LSTM": lambda: keras.layers.LSTM(2, go_backwards=True),
    "cell": lambda: keras.layers.SimpleRNNCell(2),
}
FILLED_BY_RUN = {"filepath": "best.keras", "filename": "history.csv", "log_dir": "logs"}


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_keras_takes_every_value_that_a_rule_names(kind: Kind) -> None:
    failures = []
    for entry in usable_entries(kind):
        for arguments in argument_sets(entry):
            try:
                construct(entry, arguments)
            except Exception as error:
                failures.append(f"{entry.name}({arguments}): {error}")
    assert failures == []


def test_activity_regularizer_works_where_it_is_not_refused() -> None:
    ignored = []
    for entry in usable_entries("layer"):
        if entry.argument("activity_regularizer") is None:
            continue
        penalty = keras.regularizers.L2(0.5)
        layer = construct(entry, {**required_arguments(entry), "activity_regularizer": penalty})
        if layer.activity_regularizer is not penalty:
            ignored.append(entry.name)
    expected = [
        entry.name
        for entry in usable_entries("layer")
        if isinstance(rule_of(entry, "activity_regularizer"), Refused)
    ]
    assert ignored == expected


def test_every_layer_a_spec_may_use_fits_into_a_sequential_model() -> None:
    homeless = [
        entry.name
        for entry in usable_entries("layer")
        if refused_in_stack(entry.name) is None and not fits_sequential(entry)
    ]
    assert homeless == []


@pytest.mark.parametrize("name", ["GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"])
def test_layers_refused_in_the_stack_do_not_fit(name: str) -> None:
    entry = catalogue.entry("layer", name)
    assert entry is not None
    assert not fits_sequential(entry)
    assert "write `" in (refused_in_stack(name) or "")


def fits_sequential(entry: Entry) -> bool:
    for shape, dtype in INPUTS:
        layer = construct(entry, required_arguments(entry))
        try:
            model = keras.Sequential([keras.Input(shape, dtype=dtype), layer])
        except Exception:
            continue
        return model.output_shape is not None
    return False


def rule_of(entry: Entry, argument: str) -> Rule | None:
    found = entry.argument(argument)
    return catalogue.rule(entry.kind, entry.name, argument) if found else None


def construct(entry: Entry, arguments: Mapping[str, Any]) -> Any:
    filled = {
        argument.name: FILLED_BY_RUN[argument.name] for argument in entry.arguments if argument.from_run
    }
    cls = getattr(MODULES[entry.kind], entry.name)
    # Keras compares metrics' thresholds with numbers unless they are a list, and wants tuples elsewhere.
    sequence = list if entry.kind == "metric" else tuple
    return cls(**{name: realize(value, sequence) for name, value in {**filled, **arguments}.items()})


def realize(value: Any, sequence: type[list[Any]] | type[tuple[Any, ...]]) -> Any:
    if isinstance(value, Object):
        return OBJECTS[value.kind]()
    if isinstance(value, list):
        return sequence(realize(item, sequence) for item in value)
    if isinstance(value, str) and value in INNER:
        return INNER[value]()
    return value
