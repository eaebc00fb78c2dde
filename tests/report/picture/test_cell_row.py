from __future__ import annotations

from kerasrun.report.picture.cell_row import HEIGHT, Row, draw_row, draw_row_marks
from kerasrun.report.picture.drawing import Area, Group, Item, Line, texts
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.scene import place_stops

PLACES, NAMES, CELL = (100.0, 180.0, 260.0, 340.0, 420.0), ("1", "2", "3", "…", "9"), 50.0
BOTTOM = 300.0


def rows(model: Model) -> list[Row]:
    return [Row(stop) for stop in place_stops(model) if stop.glyph == "cells"]


def states(items: list[Item]) -> list[Line]:
    return [item for item in items if isinstance(item, Line) and item.style == "state"]


def reaching(items: list[Item], y: float) -> set[float]:
    """Return where lines end at the height `y`."""
    lines = [item for item in items if isinstance(item, Line) and item.style == "flow"]
    return {x for line in lines for x, level in line.points[-1:] if level == y}


def test_the_state_goes_from_cell_to_cell(sequences: Model) -> None:
    lstm, both, _, backwards = rows(sequences)
    forward = states(draw_row(lstm, PLACES, NAMES, CELL, BOTTOM))
    assert [line.points[0][0] < line.points[1][0] for line in forward] == [True] * 4
    mixed = states(draw_row(both, PLACES, NAMES, CELL, BOTTOM))
    assert sorted(line.points[0][0] < line.points[1][0] for line in mixed) == [False] * 4 + [True] * 4
    assert not any(
        a[0] < b[0]
        for a, b in (line.points for line in states(draw_row(backwards, PLACES, NAMES, CELL, BOTTOM)))
    )


def test_every_step_goes_on_or_the_last_alone(sequences: Model) -> None:
    for row, ends in zip(
        rows(sequences),
        ({100.0, 180.0, 260.0, 420.0}, {100.0, 180.0, 260.0, 420.0}, {420.0}, {100.0}),
        strict=True,
    ):
        assert reaching(draw_row(row, PLACES, NAMES, CELL, BOTTOM), BOTTOM - row.height) == ends


def test_the_last_step_of_both_ways_meets(sequences: Model) -> None:
    row = rows(sequences)[2]
    lines = [item for item in draw_row(row, PLACES, NAMES, CELL, BOTTOM) if isinstance(item, Line)]
    assert any(line.points[0][0] == 100.0 and line.points[-1][0] == 420.0 for line in lines)


def test_a_row_has_room_for_its_cells_and_its_label(sequences: Model) -> None:
    for row in rows(sequences):
        items = draw_row(row, PLACES, NAMES, CELL, BOTTOM)
        boxes = [item for item in items if isinstance(item, Area)]
        assert min(y for area in boxes for _, y in area.points) > BOTTOM - row.height
        assert all(BOTTOM - row.height <= text.box[1] and text.box[3] <= BOTTOM for text in texts(items))
        assert row.height > HEIGHT


def test_marks_are_on_the_arrows_and_in_the_label(sequences: Model) -> None:
    row = rows(sequences)[0]
    (mark,) = draw_row_marks(row, PLACES, NAMES, BOTTOM)
    assert isinstance(mark, Group)
    assert [text.text for text in texts([mark])] == ["Dropout 0.5"]
    assert sum(isinstance(item, Area) for item in mark.items) == 5


def test_copies_are_counted(sequences: Model) -> None:
    stop = rows(sequences)[0].stop
    assert Row(stop, (stop, stop)).lines[0] == ("LSTM x 3", "head")
