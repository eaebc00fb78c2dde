from __future__ import annotations

from kerasrun.report.picture.layer import Layer, Model, Part


def test_parts_leave_out_what_is_none() -> None:
    part = Part(
        "Bidirectional", {"layer": Part("LSTM", {"units": 3, "dropout": None}), "backward_layer": None}
    )
    assert part.inner is not None
    assert (part.inner.type, part.inner.get("units"), part.inner.get("dropout", 0)) == ("LSTM", 3, 0)
    assert part.inner.inner is None


def test_the_shape_in_words() -> None:
    layer = Layer(4, "conv", Part("Conv2D"), None, (None, 98, 32))
    assert (layer.shape, layer.key) == ("? x 98 x 32", "layer5")
    assert Layer(0, "x", Part("Dense"), None, None).shape == "?"


def test_the_input_is_a_layer_that_no_one_counts() -> None:
    model = Model("m", (7,), (Layer(0, "a", Part("Dense"), (7,), (2,), 16),))
    assert (model.input.key, model.input.output_shape, model.parameters) == ("input", (7,), 16)
