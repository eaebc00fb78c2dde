from __future__ import annotations

from kerasrun.report.picture.column import Column, draw_columns
from kerasrun.report.picture.fold import fold_stops
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.scale import fit_scale
from kerasrun.report.picture.scene import place_stops
from tests.report.picture.conftest import LSTM, ModelOf


def columns(model: Model) -> list[Column]:
    stops = place_stops(model)
    return draw_columns(fold_stops(stops), fit_scale(stops))


def test_captions(pictures: Model) -> None:
    words = [[line.text for line in column.captions] for column in columns(pictures)]
    assert words == [
        ["Input", "20 x 20 x 3"],
        ["Conv2D", "20 x 20 x 8", "3x3, same, relu", "224 parameters", "BatchNormalization"],
        ["MaxPooling2D", "10 x 10 x 8", "2x2", "Dropout 0.5"],
        ["Flatten", "800 values"],
        ["Dense", "4 units", "softmax", "3,204 parameters"],
    ]


def test_recurrent_layers_in_a_row_are_one_column(sequences: Model) -> None:
    drawn = columns(sequences)
    assert [column.stacked for column in drawn] == [False, False, True, False, True, False]
    assert drawn[2].stop.layer.index == 4


def test_a_figure_has_at_most_six_rows(model_of: ModelOf) -> None:
    layers = [{"LSTM": {"units": units, "return_sequences": True}} for units in range(1, 9)]
    assert [column.stacked for column in columns(model_of(layers, [4, 2]))] == [False, True, True]


def test_a_long_name_is_cut(model_of: ModelOf) -> None:
    column = columns(model_of([{"Dense": {"units": 2, "name": "n" * 64}}], [3]))[1]
    assert column.captions[1].text.endswith("…")
    assert column.width < 200


def test_copies_are_hidden(model_of: ModelOf) -> None:
    column = columns(model_of([{"Dense": 3}] * 30 + [{"Reshape": [3, 1]}, LSTM], [3]))[1]
    assert (column.times, len(column.hidden)) == (30, 29)
    assert column.captions[-1].text == "12 parameters each"
