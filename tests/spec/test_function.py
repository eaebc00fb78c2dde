from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.errors import Issue
from kerasrun.spec.formula import Call
from kerasrun.spec.function import FormulaSpec, PythonSpec


def test_the_three_forms(parse: Callable[[str], Any]) -> None:
    text = "compile: {loss: mse, metrics: [{formula: mean(y_pred), name: m}, {python: 'a/b.py:f'}, mae]}\n"
    formula, python, metric = parse(text).compile.metrics
    assert isinstance(formula, FormulaSpec)
    assert formula.name == "m"
    assert formula.tree == Call("mean", ("y_pred",))
    assert isinstance(python, PythonSpec)
    assert (python.file, python.function) == ("a/b.py", "f")
    assert metric.name == "mae"


@pytest.mark.parametrize(
    ("metric", "at", "message"),
    [
        ("{formula: 3}", "3", "expected text, received 3"),
        ("{formula: }", "", "missing value: expected text"),
        ("{formula: ''}", "''", "the formula cannot be read"),
        ("{formula: y_pred, nmae: x}", "nmae", "unknown key 'nmae'"),
        ("{formula: y_pred, name: a/b}", "a/b", "expected a name of letters"),
        ("{python: metrics.py}", "metrics", "expected file.py:function, received the text 'metrics.py'"),
        ("{python: 'metrics:f'}", "'metrics", "expected file.py:function"),
        ("{python: 'a.py:f()'}", "'a.py", "expected file.py:function"),
        ("{python: 'C:\\a.py:f'}", "'C", "expected file.py:function"),
        ("{python: 'a.py:f', name: x}", "name", "unknown key 'name'"),
    ],
)
def test_mistakes(metric: str, at: str, message: str, found: Callable[[str], list[Issue]]) -> None:
    line = f"compile: {{loss: mse, metrics: [{metric}]}}"
    (issue,) = found(line + "\n")
    assert issue.mark is not None
    assert not at or issue.mark.column == line.rindex(at) + 1
    assert issue.message.startswith(message)
