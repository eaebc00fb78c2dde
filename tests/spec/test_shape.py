from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from kerasrun.spec.shape import RANK_LIMIT, Shape

ADAPTER: TypeAdapter[Shape] = TypeAdapter(Shape)


def test_a_list_becomes_a_tuple() -> None:
    assert ADAPTER.validate_python([28, 28, 1]) == (28, 28, 1)


@pytest.mark.parametrize(
    "shape", [[], [0], [-1, 3], [None], ["28"], [True], [1.0], 784, "784", [1] * (RANK_LIMIT + 1)]
)
def test_what_is_no_shape(shape: object) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(shape)
