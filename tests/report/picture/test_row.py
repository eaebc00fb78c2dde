from __future__ import annotations

from kerasrun.report.picture.column import draw_columns
from kerasrun.report.picture.fold import fold_stops
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.row import MARGIN, WIDTH, caption_drop, extent, place_row, wrap_columns
from kerasrun.report.picture.scale import fit_scale
from kerasrun.report.picture.scene import place_stops


def test_columns_stand_side_by_side_inside_the_page(any_model: Model) -> None:
    stops = place_stops(any_model)
    columns = draw_columns(fold_stops(stops), fit_scale(stops))
    rows, width = wrap_columns(columns)
    assert [column for row in rows for column in row] == columns
    for row in rows:
        placed = place_row(row, 0)
        assert placed[0].x > MARGIN
        assert placed[-1].x + row[-1].width <= width - MARGIN
        assert width <= WIDTH + 110 or len(row) == 1
        for before, after in zip(placed, placed[1:], strict=False):
            assert before.x + before.column.width < after.x
            room = after.left - before.left - before.column.glyph.width
            assert room >= 11 * len(before.column.marks) + 20


def test_a_row_reaches_as_far_as_its_captions(pictures: Model) -> None:
    stops = place_stops(pictures)
    columns = draw_columns(fold_stops(stops), fit_scale(stops))
    above, below = extent(columns)
    assert above > max(column.glyph.axis for column in columns)
    drops = {caption_drop(column, columns) for column in columns}
    assert len(drops) == 1
    assert below > drops.pop() + 3 * 14


def test_beside_tall_cells_captions_stay_with_their_glyph(sequences: Model) -> None:
    stops = place_stops(sequences)
    columns = draw_columns(fold_stops(stops), fit_scale(stops))
    tall = columns[2].glyph.height - columns[2].glyph.axis
    assert caption_drop(columns[0], columns) < tall
