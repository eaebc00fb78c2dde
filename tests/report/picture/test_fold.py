from __future__ import annotations

from kerasrun.report.picture.fold import FULL, fold_stops
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.scene import place_stops
from tests.report.picture.conftest import CONVOLUTION, LSTM, ModelOf


def folded(model: Model) -> list[tuple[list[str], int]]:
    blocks = fold_stops(place_stops(model))
    return [([stop.layer.part.type for stop in block.stops], block.times) for block in blocks]


def test_small_stacks_are_drawn_in_full(model_of: ModelOf) -> None:
    model = model_of([CONVOLUTION] * FULL, [8, 8, 8])
    assert [times for _, times in folded(model)] == [1] * (FULL + 1)


def test_a_run_of_equal_layers(model_of: ModelOf) -> None:
    model = model_of([CONVOLUTION] * (FULL + 1), [8, 8, 8])
    assert folded(model) == [(["Input"], 1), (["Conv2D"], FULL + 1)]


def test_a_run_of_equal_blocks(model_of: ModelOf) -> None:
    pool = {"AveragePooling2D": {"pool_size": 1}}
    model = model_of([CONVOLUTION, pool] * 15 + ["Flatten"], [8, 8, 3])
    assert folded(model) == [(["Input"], 1), (["Conv2D", "AveragePooling2D"], 15), (["Flatten"], 1)]


def test_names_keep_layers_apart_and_their_numbers_do_not(model_of: ModelOf) -> None:
    dense = {"repeat": {"times": 30, "layers": [{"Dense": {"units": 4, "name": "inner"}}]}}
    assert folded(model_of([dense, {"Dense": {"units": 4, "name": "last"}}], [4]))[1:] == [
        (["Dense"], 30),
        (["Dense"], 1),
    ]


def test_rows_of_cells_fold_one_by_one(model_of: ModelOf) -> None:
    gru = {"GRU": {"units": 6, "return_sequences": True}}
    assert max(times for _, times in folded(model_of([LSTM, gru] * 15, [5, 2]))) == 1
    assert folded(model_of([LSTM] * 30, [5, 2]))[1:] == [(["LSTM"], 30)]


def test_nothing_is_lost(any_model: Model) -> None:
    blocks = fold_stops(place_stops(any_model))
    found = [
        layer.index for block in blocks for stop in (*block.stops, *block.hidden) for layer in stop.layers
    ]
    assert found == list(range(-1, len(any_model.layers)))
    assert all(len(block.stops) * (block.times - 1) == len(block.hidden) for block in blocks)
