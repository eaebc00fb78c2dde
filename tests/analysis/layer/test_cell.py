from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (
            {"LSTMCell": 8},
            "A state and a memory of 8 numbers each behind four gates: 4 x 8 x (3 + 8 + 1) = 384 parameters.",
        ),
        (
            {"GRUCell": 8},
            "A state of 8 numbers behind three gates: 3 x 8 x (3 + 8 + 2) = 312 parameters.",
        ),
        ({"SimpleRNNCell": 1}, "A state of 1 number: 1 x (3 + 1 + 1) = 5 parameters."),
        (
            {"LSTMCell": {"units": 8, "use_bias": False}},
            "A state and a memory of 8 numbers each behind four gates: 4 x 8 x (3 + 8) = 352 parameters.",
        ),
    ],
)
def test_sentences(analyse: Any, cell: dict[str, Any], sentence: str) -> None:
    assert analyse(cell, (3,)).sentence == sentence


def test_a_stack_passes_its_state_up(analyse: Any) -> None:
    outcome = analyse({"StackedRNNCells": {"cells": [{"LSTMCell": 8}, {"GRUCell": 4}]}}, (3,))
    assert (outcome.shape, outcome.parameters) == ((4,), 384 + 3 * 4 * (8 + 4 + 2))
    assert outcome.flops == 2 * 4 * 8 * (3 + 8) + 2 * 3 * 4 * (8 + 4)


def test_a_layer_is_no_cell(refusal: Any) -> None:
    assert refusal({"RNN": {"cell": {"Dense": 3}}}, (5, 3)) == (
        "expected a recurrent cell, received Dense",
        "use LSTMCell, GRUCell, SimpleRNNCell or StackedRNNCells",
    )
