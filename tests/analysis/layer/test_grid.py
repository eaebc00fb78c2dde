from __future__ import annotations

from typing import Any

import pytest

from kerasrun.analysis.layer.grid import slide, split, spread
from kerasrun.analysis.layer.rule import Call, RankError, Shape, ShapeError, SizeError


def call(shape: Shape, **arguments: Any) -> Call:
    return Call("Conv2D", {"strides": 1, "dilation_rate": 1, **arguments}, shape)


def test_where_the_channels_are() -> None:
    last = split(call((9, 8, 3)), 2)
    assert (last.sizes, last.channels, last.shape((4, 4), 5)) == ((9, 8), 3, (4, 4, 5))
    first = split(call((3, 9, 8), data_format="channels_first"), 2)
    assert (first.sizes, first.channels, first.shape((4, 4), 5)) == ((9, 8), 3, (5, 4, 4))


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((784,), "add `- Reshape: [28, 28, 1]` before it"),
        ((50,), "add `- Reshape: [height, width, channels]` before it"),
        ((9, 8), "add `- Reshape: [9, 8, 1]` before it"),
        ((2, 9, 8, 3), None),
    ],
)
def test_the_axes_that_are_missing(shape: Shape, hint: str | None) -> None:
    with pytest.raises(RankError) as caught:
        split(call(shape), 2)
    assert (caught.value.hint, caught.value.rank) == (hint, 3)


def test_a_flat_input_of_a_volume() -> None:
    with pytest.raises(RankError) as caught:
        split(call((64,)), 3)
    assert caught.value.hint == "add a Reshape layer before it that gives the input its axes"


def test_windows() -> None:
    assert slide((9, None), (3, 3), (2, 2), "valid") == (4, None)
    assert slide((9, None), (3, 3), (2, 2), "same") == (5, None)
    with pytest.raises(SizeError, match="at least 3x3, the size of the window, received 9x2"):
        slide((9, 2), (3, 3), (1, 1), "valid")


def test_gaps() -> None:
    assert spread(call((9, 8, 3), kernel_size=[3, 2], dilation_rate=[2, 3]), 2) == [5, 4]
    with pytest.raises(ShapeError, match="expected strides 1 with dilation_rate 2, received strides 3"):
        spread(call((9, 8, 3), kernel_size=3, dilation_rate=2, strides=3), 2)
