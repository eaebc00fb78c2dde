from __future__ import annotations

from dataclasses import replace

import pytest

from kerasrun.report.picture.drawing import Area, Line, texts
from kerasrun.report.picture.glyph import Glyph, draw_stop
from kerasrun.report.picture.layer import Layer, Model, Part, Shape
from kerasrun.report.picture.scale import Scale
from kerasrun.report.picture.scene import Stop, place_stops

SCALE = Scale(10, 3)


def glyph(shape: Shape, type_: str = "Conv2D") -> Glyph:
    return draw_stop(Stop(Layer(0, "x", Part(type_), shape, shape), shape), SCALE)


def corners(drawn: Glyph) -> list[tuple[float, float]]:
    areas = [item for item in drawn.items if isinstance(item, Area)]
    return [point for area in areas for point in area.points]


@pytest.mark.parametrize(
    ("shape", "type_"),
    [
        ((64, 64, 3), "Conv2D"),
        ((4, 900, 3), "Conv2D"),
        ((None, None, 3), "Conv2D"),
        ((5, 16, 16, 2), "Conv3D"),
        ((5, 5, 16, 16, 2), "Conv3D"),
        ((9, 4), "Conv1D"),
        ((None, 4), "MaxPooling1D"),
        ((10,), "Dense"),
        ((), "Dense"),
        ((None,), "Flatten"),
        ((200, 16), "Embedding"),
        ((2, 16), "Embedding"),
        ((None, 16), "Embedding"),
    ],
)
def test_all_is_inside_and_arrows_touch_the_shape(shape: Shape, type_: str) -> None:
    drawn = glyph(shape, type_)
    points = corners(drawn)
    assert min(x for x, _ in points) >= 0
    assert max(x for x, _ in points) == pytest.approx(drawn.width)
    assert min(y for _, y in points) >= 0
    assert max(y for _, y in points) == pytest.approx(drawn.height)
    assert 0 <= drawn.axis <= drawn.height
    assert drawn.enter <= 0 < drawn.leave <= drawn.width + 4


def test_a_box_is_as_high_as_its_map_and_as_deep_as_its_channels() -> None:
    front = next(item for item in glyph((64, 36, 16)).items if isinstance(item, Area))
    (left, top), _, (right, bottom), _ = front.points
    assert (right - left, bottom - top) == pytest.approx((SCALE.depth(16), SCALE.edge(64)))


def test_the_side_is_where_kernels_are_drawn() -> None:
    drawn = glyph((64, 36, 16))
    assert drawn.side is not None
    assert drawn.side.at(1, 1) == pytest.approx((drawn.width, SCALE.edge(64)))


def test_few_units_are_drawn_one_by_one() -> None:
    rules = [
        sum(isinstance(item, Line) for item in glyph((units,), "Dense").items) for units in (1, 10, 16, 17)
    ]
    assert rules == [0, 9, 15, 0]


def test_pooling_is_hatched() -> None:
    assert any(
        isinstance(item, Area) and item.style == "hatch" for item in glyph((8, 8, 4), "MaxPooling2D").items
    )


def test_long_texts_are_shortened() -> None:
    assert [text.text for text in texts(glyph((200, 16), "Embedding").items)] == [
        "1",
        "2",
        "3",
        "⋮",
        "⋮",
        "200",
    ]
    assert [text.text for text in texts(glyph((None, 16), "Embedding").items)][-1] == "T"


def test_a_film_has_at_most_three_frames(pictures: Model) -> None:
    stop = place_stops(pictures)[1]
    counts = []
    for frames in (1, 2, 50, None):
        sizes = (frames, 8, 8, 4)
        drawn = draw_stop(Stop(replace(stop.layer, output_shape=sizes), sizes), SCALE)
        counts.append(sum(isinstance(item, Area) and item.style == "shade-top" for item in drawn.items))
    assert counts == [1, 2, 3, 3]
