from __future__ import annotations

from kerasrun.report.picture.cell_row import Row
from kerasrun.report.picture.cells import draw_cells
from kerasrun.report.picture.drawing import Group, texts
from kerasrun.report.picture.scene import place_stops
from tests.report.picture.conftest import LSTM, ModelOf


def figure(model_of: ModelOf, layers: list[object], steps: int) -> list[str]:
    stops = [stop for stop in place_stops(model_of(layers, [steps, 3])) if stop.glyph == "cells"]
    return [text.text for text in texts(draw_cells([Row(stop) for stop in stops]).items)]


def test_the_last_step_alone(model_of: ModelOf) -> None:
    words = figure(model_of, [LSTM, {"LSTM": 4}], 3)
    assert words.count("LSTM") == 6 + 2
    assert [word for word in words if word[0] in "xh"] == ["x₁", "x₂", "x₃", "h₃"]
    assert "3 steps of 3 features" in words


def test_every_step(model_of: ModelOf) -> None:
    assert [word for word in figure(model_of, [LSTM], 2) if word[0] == "h"] == ["h₁", "h₂"]


def test_long_sequences_are_shortened(model_of: ModelOf) -> None:
    words = figure(model_of, [LSTM], 200)
    assert [word for word in words if word[0] in "xh"] == ["x₁", "x₂", "x₃", "x₂₀₀", "h₁", "h₂", "h₃", "h₂₀₀"]
    assert words.count("LSTM") == 4 + 1


def test_each_layer_has_a_group(model_of: ModelOf) -> None:
    stops = place_stops(model_of([LSTM, {"Dropout": 0.1}, {"GRU": 2}], [4, 3]))[1:]
    items = draw_cells([Row(stop) for stop in stops]).items
    assert [item.key for item in items if isinstance(item, Group)] == ["layer1", "layer2", "layer3"]


def test_all_is_inside_the_frame(model_of: ModelOf) -> None:
    stops = place_stops(
        model_of([{"Bidirectional": {"layer": LSTM}}, {"Bidirectional": {"layer": {"GRU": 2}}}], [9, 3])
    )[1:]
    drawn = draw_cells([Row(stop) for stop in stops])
    for text in texts(drawn.items):
        left, top, right, bottom = text.box
        assert 0 <= left < right <= drawn.width
        assert 0 <= top < bottom <= drawn.height
