from __future__ import annotations

import pytest

from kerasrun.analysis.layer.rule import RankError, ShapeError, Weight
from kerasrun.analysis.layer.shape import (
    by,
    count,
    format_batch,
    format_shape,
    parameters,
    per_axis,
    product,
    require_rank,
    require_size,
    times,
)


def test_format() -> None:
    assert format_shape((28, 28, 1)) == "(28, 28, 1)"
    assert format_shape((None, 3)) == "(?, 3)"
    assert format_shape(None) == "?"
    assert format_batch((28, None)) == "(batch, 28, ?)"
    assert format_batch(()) == "(batch)"
    assert (by((28, None, 1)), by(())) == ("28x?x1", "1")


def test_per_axis() -> None:
    assert per_axis(3, 2) == [3, 3]
    assert per_axis([3, 4], 2) == [3, 4]


def test_arithmetic() -> None:
    assert (product((2, 3)), product((2, None)), product(())) == (6, None, 1)
    assert (times(2, 3), times(2, None)) == (6, None)


def test_words() -> None:
    assert (count(1, "kernel"), count(1024, "kernel")) == ("1 kernel", "1,024 kernels")
    assert parameters([Weight("a", (2, 3)), Weight("b", ())]) == "7 parameters"


def test_require_rank() -> None:
    require_rank((1, 2), 2, "steps, features")
    with pytest.raises(RankError) as caught:
        require_rank((1,), 2, "steps, features", "do this")
    assert caught.value.message == "expected 3-D input (batch, steps, features), received (batch, 1)"
    assert (caught.value.hint, caught.value.rank) == ("do this", 2)


def test_require_size() -> None:
    assert require_size(3, "features", (3,)) == 3
    with pytest.raises(ShapeError, match=r"a fixed number of features, received \(batch, \?\)"):
        require_size(None, "features", (None,))
