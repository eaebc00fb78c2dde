from __future__ import annotations

from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.scene import place_stops
from tests.report.picture.conftest import ModelOf


def test_marks_stand_behind_the_layer_before_them(pictures: Model) -> None:
    stops = place_stops(pictures)
    assert [(stop.layer.part.type, stop.glyph) for stop in stops] == [
        ("Input", "volume"),
        ("Conv2D", "volume"),
        ("MaxPooling2D", "volume"),
        ("Flatten", "bar"),
        ("Dense", "bar"),
    ]
    assert [[mark.part.type for mark in stop.marks] for stop in stops[1:3]] == [
        ["BatchNormalization"],
        ["Dropout"],
    ]


def test_sequences(sequences: Model) -> None:
    glyphs = [stop.glyph for stop in place_stops(sequences)]
    assert glyphs == ["strip", "strip", "cells", "cells", "cells", "strip", "cells", "bar"]


def test_tokens(model_of: ModelOf) -> None:
    stops = place_stops(model_of([{"Embedding": {"input_dim": 9, "output_dim": 2}}], [5], "int32"))
    assert [stop.glyph for stop in stops] == ["bar", "tokens"]


def test_channels_come_last(model_of: ModelOf) -> None:
    first = {"Conv2D": {"filters": 8, "kernel_size": 3, "data_format": "channels_first"}}
    stops = place_stops(
        model_of([first, "BatchNormalization", {"Conv2D": {"filters": 2, "kernel_size": 1}}], [3, 20, 30])
    )
    assert stops[1].sizes == (18, 28, 8)
    assert stops[1].layer.shape == "8 x 18 x 28"


def test_every_layer_is_in_one_stop(any_model: Model) -> None:
    found = [layer.index for stop in place_stops(any_model) for layer in stop.layers]
    assert found == list(range(-1, len(any_model.layers)))
