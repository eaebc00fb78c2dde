"""A state comes back as it was, to the last bit of every number."""

from __future__ import annotations

import json
import math
import struct
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasrun.rundir.exact_json import format_exact, parse_exact

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = st.text(max_size=4) | st.sampled_from(["$", "$float", "$$float"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=4) | st.sampled_from(["$", "$float", "$$float"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def bits(value: Any) -> Any:
    """Return `value` with every float as its bits, one NaN being as good as another, and keys in order."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else struct.pack("<d", value)
    if isinstance(value, dict):
        return [(key, bits(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [bits(item) for item in value]
    return type(value), value


@given(VALUES)
def test_every_value_comes_back(value: Any) -> None:
    text = format_exact(value)
    assert text.isascii()
    json.loads(text, parse_constant=pytest.fail)
    assert bits(parse_exact(text)) == bits(value)


def test_numpy_scalars_are_numbers() -> None:
    state = {"best": np.float32(0.1), "wait": np.int64(3), "loss": np.float32("nan"), "up": np.bool_(True)}
    again = parse_exact(format_exact(state))
    assert again["best"] == float(np.float32(0.1))
    assert (again["wait"], again["up"], type(again["up"])) == (3, True, bool)
    assert math.isnan(again["loss"])
    assert parse_exact(format_exact((1, np.array(2.5), np.float64("-inf")))) == [1, 2.5, -math.inf]


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", np.array([1.0]), np.longdouble(1), 1j, {1: 2}, object()])
def test_what_json_cannot_say_is_a_bug(value: object) -> None:
    with pytest.raises(TypeError, match="expected "):
        format_exact({"a": [value]})


def test_neither_way_recurses_without_end() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="nested too deeply"):
        format_exact(deep)
    for depth in (sys.getrecursionlimit() - 20, 100_000):
        with pytest.raises(ValueError, match="nested too deeply"):
            parse_exact("[" * depth + "]" * depth)
    while deep:  # to free 100,000 lists within each other at once overflows the stack of some Pythons
        deep = deep[0]


@pytest.mark.parametrize(
    "text", ['{"$float": "NaN"}', '{"$float": 1}', '{"$float": []}', '{"$x": 1}', "NaN", "", "{", b"\xff"]
)
def test_what_was_not_written_here_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match="."):
        parse_exact(text)
