from __future__ import annotations

import pytest

from kerasrun.analysis.layer.axis import axis_sizes, resolve_axes
from kerasrun.analysis.layer.rule import ShapeError


def test_axes_count_the_batch() -> None:
    assert resolve_axes(-1, (4, 8)) == [2]
    assert resolve_axes([2, -2], (4, 8)) == [2, 1]
    assert axis_sizes([2, 1], (4, 8)) == (8, 4)


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        (3, r"expected an axis from -3 to 2, received 3: the input is \(batch, 4, 8\)"),
        ([-1, 2], r"expected each axis once, received \[-1, 2\]"),
    ],
)
def test_axes_that_are_not_there(axes: int | list[int], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        resolve_axes(axes, (4, 8))


def test_axes_of_no_fixed_size() -> None:
    with pytest.raises(ShapeError, match=r"expected axes of fixed size, received \[0\]"):
        axis_sizes([0], (4, 8))
