from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from kerasrun.spec.parsed import Parsed
from kerasrun.spec.problem import Problem, problems_error


@dataclass(frozen=True)
class Point:
    x: int


def parse_point(value: object) -> Point:
    if isinstance(value, int):
        return Point(value)
    raise problems_error([Problem("KR103", "no point")])


ADAPTER: TypeAdapter[Point] = TypeAdapter(Annotated[Point, Parsed(parse_point, "point")])


def test_the_function_alone_decides() -> None:
    assert ADAPTER.validate_python(3) == Point(3)
    with pytest.raises(ValidationError, match="no point"):
        ADAPTER.validate_python("3")
    with pytest.raises(ValidationError, match="no point"):
        ADAPTER.validate_python({"x": 3})


def test_the_value_is_written_out_without_warnings() -> None:
    assert ADAPTER.dump_python(Point(3)) == {"x": 3}
