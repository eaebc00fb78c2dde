from __future__ import annotations

import pytest

from kerasrun.analysis.shape import ShapeError, format_batch, format_shape, per_axis, require_rank


def test_format() -> None:
    assert format_shape((28, 28, 1)) == "(28, 28, 1)"
    assert format_shape((None, 3)) == "(?, 3)"
    assert format_shape(None) == "?"
    assert format_batch((28, None)) == "(batch, 28, ?)"
    assert format_batch(()) == "(batch)"


def test_per_axis() -> None:
    assert per_axis(3, 2) == [3, 3]
    assert per_axis([3, 4], 2) == [3, 4]


def test_require_rank() -> None:
    require_rank((1, 2), 2, "steps, features")
    with pytest.raises(ShapeError) as caught:
        require_rank((1,), 2, "steps, features", "do this")
    assert caught.value.message == "expected 3-D input (batch, steps, features), received (batch, 1)"
    assert caught.value.hint == "do this"
