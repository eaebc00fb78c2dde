"""The `expect` section: scores that a run must reach, for use in CI."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from kerasrun.spec.parsed import Parsed
from kerasrun.spec.problem import Problem, problems_error
from kerasrun.spec.wording import describe_value

KEY = r"(train|validation|test)\.([A-Za-z0-9_.-]+)"
"""What is bounded, as a regular expression: the split and the metric."""
BOUND = r"(>=|<=|==|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
"""The bound: the sign and the number."""
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}


class Expectation(NamedTuple):
    """`test.accuracy: ">= 0.97"`: a bound on one score of one split."""

    split: str
    metric: str
    sign: str
    bound: float

    @property
    def key(self) -> str:
        """`test.accuracy`."""
        return f"{self.split}.{self.metric}"

    def holds(self, score: float) -> bool:
        """Tell whether a score meets the bound; NaN never does."""
        return _OPERATORS[self.sign](score, self.bound)

    def __str__(self) -> str:
        return f"{self.key} {self.sign} {self.bound:g}"


def _parse_expectations(value: Any) -> tuple[Expectation, ...]:
    if not isinstance(value, dict):
        hint = 'write `expect: {test.accuracy: ">= 0.97"}`'
        message = f"expected a mapping, received {describe_value(value)}"
        raise problems_error([Problem("KR103", message, hint=hint)])
    problems, expectations = [], []
    for key, text in value.items():
        named = re.fullmatch(KEY, str(key))
        bound = re.fullmatch(BOUND, text.strip()) if isinstance(text, str) else None
        if named is None:
            message = f"expected SPLIT.METRIC, received {str(key)!r}"
            hint = "the splits are train, validation and test: write `test.accuracy`"
            problems.append(Problem("KR103", message, (key,), hint, at_key=True))
            if isinstance(text, dict):
                continue
        if bound is not None and math.isinf(float(bound[2])):
            message = f"expected a comparison with a finite number, received {describe_value(text)}"
            problems.append(Problem("KR104", message, (key,), "the largest is about 1.8e308"))
        if bound is None:
            message = f"expected a comparison with a number, received {describe_value(text)}"
            number = isinstance(text, int | float) and not isinstance(text, bool)
            example = f">= {text}" if number else ">= 0.97"
            problems.append(Problem("KR103", message, (key,), f'write it like "{example}", in quotes'))
        if named and bound:
            expectations.append(Expectation(named[1], named[2], bound[1], float(bound[2])))
    if problems:
        raise problems_error(problems)
    return tuple(expectations)


Expectations = Annotated[tuple[Expectation, ...], Parsed(_parse_expectations, "expectations")]
