from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.fit import FitSpec
from kerasrun.spec.runtime import RuntimeSpec


def test_a_model_is_enough(parse: Callable[[str], Any]) -> None:
    spec = parse("")
    assert (spec.version, spec.name, spec.seed, spec.data, spec.compile, spec.expect) == (
        1,
        "f",
        0,
        None,
        None,
        (),
    )


def test_sections_left_out_are_as_if_empty(parse: Callable[[str], Any]) -> None:
    spec = parse("")
    assert spec.fit == FitSpec.model_validate({}) == parse("fit: {}\n").fit
    assert spec.runtime == RuntimeSpec.model_validate({})


def test_a_spec_does_not_change(parse: Callable[[str], Any]) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        parse("").seed = 3


def test_two_texts_of_one_experiment_are_equal(parse: Callable[[str], Any]) -> None:
    assert parse("seed: 3\n").model_dump() == parse("# three\n'seed': 3\n").model_dump()


def test_the_sections_have_their_keys() -> None:
    assert list(ExperimentSpec.model_fields) == [
        "version",
        "name",
        "seed",
        "data",
        "model",
        "compile",
        "fit",
        "runtime",
        "expect",
        "lint",
    ]
