from __future__ import annotations

from kerasrun.report.picture.arrow import draw_arrow, draw_kernel, draw_turn, mark_room
from kerasrun.report.picture.column import draw_columns
from kerasrun.report.picture.drawing import Area, Group, Line
from kerasrun.report.picture.fold import fold_stops
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.row import Placed, place_row
from kerasrun.report.picture.scale import fit_scale
from kerasrun.report.picture.scene import place_stops
from tests.report.picture.conftest import ModelOf


def row(model: Model) -> list[Placed]:
    stops = place_stops(model)
    return place_row(draw_columns(fold_stops(stops), fit_scale(stops)), 100)


def test_an_arrow_is_level_and_carries_its_marks(pictures: Model) -> None:
    _, convolution, pooling, *_ = row(pictures)
    arrow, cap = draw_arrow(convolution, pooling)
    assert isinstance(arrow, Line)
    assert {y for _, y in arrow.points} == {100}
    assert isinstance(cap, Group)
    (shape,) = cap.items
    assert isinstance(shape, Area)
    assert convolution.left + convolution.column.glyph.width < shape.points[0][0] < pooling.left
    assert mark_room(convolution.column) > mark_room(row(pictures)[0].column)


def test_every_value_reaches_every_unit(pictures: Model) -> None:
    flatten, dense = row(pictures)[-2:]
    rays = [item for item in draw_arrow(flatten, dense) if isinstance(item, Line) and item.style == "ray"]
    assert len(rays) == 4


def test_a_kernel_lies_on_the_map_before(pictures: Model) -> None:
    before, convolution, pooling = row(pictures)[:3]
    window, *rays = draw_kernel(before, convolution)
    assert isinstance(window, Area)
    side = before.column.glyph.side
    assert side is not None
    assert all(side.corner[0] <= x - before.left <= before.column.glyph.width for x, _ in window.points)
    assert len(rays) == 2
    assert draw_kernel(convolution, pooling) == []


def test_a_kernel_on_a_map_of_one_pixel(model_of: ModelOf) -> None:
    before, after = row(model_of([{"Conv2D": {"filters": 1, "kernel_size": [1, 1]}}], [1, 1, 1]))
    assert draw_kernel(before, after)


def test_a_turn_ends_at_the_next_row(pictures: Model) -> None:
    first, last = row(pictures)[0], row(pictures)[-1]
    line, *caps = draw_turn(last, first, 250, (10, 900))
    assert isinstance(line, Line)
    assert line.points[-1] == (first.enter - 1, first.axis)
    assert {x for x, y in line.points if y == 250} == {10, 900}
    assert caps == []
