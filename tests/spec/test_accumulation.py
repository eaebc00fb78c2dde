from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.spec.accumulation import ARGUMENT, accumulating, accumulation_path
from kerasrun.spec.object import parse_object

OPTIMIZERS = [name for name in catalogue.names("optimizer") if refused("optimizer", name) is None]
PARTS = {"LossScaleOptimizer": {"inner_optimizer": {"SGD": {"momentum": 0.9}}}}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_gets_an_argument_that_it_has(name: str) -> None:
    optimizer = parse_object("optimizer", {name: PARTS[name]} if name in PARTS else name)
    assert accumulation_path(optimizer) is None
    made = accumulating(optimizer, 3)
    path = accumulation_path(made)
    assert path is not None
    within = made.arguments["inner_optimizer"] if name in PARTS else made
    assert within.filled_arguments()[ARGUMENT] == 3
    assert path[-1] == ARGUMENT
    assert {**within.arguments, ARGUMENT: None}.keys() == within.arguments.keys()


def test_one_step_changes_nothing() -> None:
    optimizer = parse_object("optimizer", "adam")
    assert accumulating(optimizer, 1) is optimizer


def test_what_the_optimizer_says_itself_is_found() -> None:
    sgd = {"SGD": {ARGUMENT: 2}}
    assert accumulation_path(parse_object("optimizer", sgd)) == ("SGD", ARGUMENT)
    scaled = parse_object("optimizer", {"LossScaleOptimizer": {"inner_optimizer": sgd}})
    assert accumulation_path(scaled) == ("LossScaleOptimizer", "inner_optimizer", "SGD", ARGUMENT)


def test_the_spec_s_optimizer_accumulates(parse: Callable[[str], Any]) -> None:
    spec = parse("compile: {loss: mse, optimizer: sgd}\nfit: {accumulate: 4}\n")
    assert spec.optimizer.arguments == {ARGUMENT: 4}
    assert spec.compile.optimizer.arguments == {}
    assert parse("fit: {accumulate: 4}\n").optimizer is None
