from __future__ import annotations

import pytest

from kerasrun.report.picture.drawing import Area, Group, texts
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.share import draw_share
from tests.report.picture.conftest import ModelOf


def test_the_bar_is_divided_as_the_parameters(pictures: Model) -> None:
    items, bottom = draw_share(pictures, 10, 100, 500)
    widths = {}
    for item in items:
        if isinstance(item, Group):
            (area,) = [piece for piece in item.items if isinstance(piece, Area)]
            widths[item.key] = area.points[1][0] - area.points[0][0]
    total = pictures.parameters
    counts = {f"{layer.key}-share": layer.parameters for layer in pictures.layers if layer.parameters}
    assert widths == {key: pytest.approx(500 * count / total) for key, count in counts.items()}
    assert bottom > 100


def test_only_what_fits_is_written(pictures: Model) -> None:
    def words(width: float) -> list[str]:
        return [text.text for text in texts(draw_share(pictures, 0, 0, width)[0])]

    head = "Where the 3,460 parameters sit"
    assert words(500) == [head, "dense  92.6%"]
    assert words(1000) == [head, "6.5%", "dense  92.6%"]
    assert words(60) == [head, "92.6%"]


def test_no_parameters_no_bar(model_of: ModelOf) -> None:
    assert draw_share(model_of(["Flatten"], [2, 2]), 0, 100, 500) == ([], 84)
