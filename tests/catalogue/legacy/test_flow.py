from __future__ import annotations

from typing import Any

import pytest
import yaml

from kerasrun.catalogue.legacy.flow import flow


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.01, "0.01"),
        (1e-06, "1.0e-06"),
        (1.5e-07, "1.5e-07"),
        (10, "10"),
        (True, "true"),
        (None, "null"),
        ("relu", "relu"),
        ("no", '"no"'),
        ("two words", '"two words"'),
        ("", '""'),
        ([28, 28, 1], "[28, 28, 1]"),
        ({"L2": 0.01}, "{L2: 0.01}"),
        ({"InverseTimeDecay": {"decay_steps": 1}}, "{InverseTimeDecay: {decay_steps: 1}}"),
    ],
)
def test_values_are_written_as_yaml(value: Any, text: str) -> None:
    assert flow(value) == text
    assert yaml.safe_load(text) == value


@pytest.mark.parametrize("value", [object(), "x" * 100, list(range(100))])
def test_long_and_unknown_values_become_dots(value: Any) -> None:
    assert flow(value) == "..."
