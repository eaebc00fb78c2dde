"""A loss or metric of one's own: as a formula, or as a function in a Python file."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Any

from pydantic import field_validator

from kerasrun.catalogue.rule import Kind, Name, Text
from kerasrun.spec.base import SpecModel
from kerasrun.spec.formula import FormulaError, Node, parse_formula
from kerasrun.spec.object import ObjectSpec, parse_object
from kerasrun.spec.parsed import Parsed
from kerasrun.spec.problem import Problem, problems_error
from kerasrun.spec.ruled import Ruled
from kerasrun.spec.wording import quote

_PYTHON = re.compile(r"(?P<file>[^:]+\.py):(?P<function>[A-Za-z_][A-Za-z0-9_]*)")


class FormulaSpec(SpecModel):
    """A loss or metric written as a formula over `y_true` and `y_pred`."""

    formula: Annotated[str, Ruled(Text())]
    """The formula, such as `mean(y_pred)`; docs/spec.md lists its functions."""
    name: Annotated[str, Ruled(Name())] = "formula"
    """The name under which its values appear."""

    @field_validator("formula")
    @classmethod
    def _check_formula(cls, text: str) -> str:
        try:
            parse_formula(text)
        except FormulaError as error:
            problem = Problem("KR113", error.message, hint=error.hint, offset=error.column)
            raise problems_error([problem]) from None
        return text

    @property
    def tree(self) -> Node:
        """The parsed formula."""
        return parse_formula(self.formula)


class PythonSpec(SpecModel):
    """A loss or metric as a function `f(y_true, y_pred)` in a Python file; runs only with `--allow-code`."""

    python: Annotated[str, Ruled(Text())]
    """`file.py:function`, the file relative to the spec."""

    @field_validator("python")
    @classmethod
    def _check_form(cls, text: str) -> str:
        if not _PYTHON.fullmatch(text):
            message = f"expected file.py:function, received the text {quote(text)}"
            raise problems_error([Problem("KR103", message, hint="write it like `metrics.py:mean_pred`")])
        return text

    @property
    def file(self) -> str:
        """The file's path as written."""
        return self.python.rpartition(":")[0]

    @property
    def function(self) -> str:
        """The function's name."""
        return self.python.rpartition(":")[2]


FunctionSpec = ObjectSpec | FormulaSpec | PythonSpec


def _parse_function(kind: Kind, value: Any) -> FunctionSpec:
    if isinstance(value, dict) and "formula" in value:
        return FormulaSpec.model_validate(value)
    if isinstance(value, dict) and "python" in value:
        return PythonSpec.model_validate(value)
    return parse_object(kind, value)


Loss = Annotated[FunctionSpec, Parsed(partial(_parse_function, "loss"), "loss")]
Metric = Annotated[FunctionSpec, Parsed(partial(_parse_function, "metric"), "metric")]
