from __future__ import annotations

from kerasrun.analysis.walk import walk_layers
from kerasrun.source.reader import parse_document
from kerasrun.spec.model import ModelSpec


def hint(shape: tuple[int, ...], *layers: str) -> str | None:
    text = "model:\n  layers:\n" + "".join(f"    - {layer}\n" for layer in layers)
    document = parse_document(text, "f")
    spec = ModelSpec.model_validate(document.data["model"])
    _, issues = walk_layers(spec.placed_layers(), shape, document)
    return issues[0].hint


def test_the_last_step_alone_inside_a_wrapper() -> None:
    assert hint((6, 3), "Bidirectional: {layer: {LSTM: 4}}", "LSTM: 4") == (
        "set `return_sequences: true` on the LSTM inside the Bidirectional in line 3"
    )


def test_the_last_frame_alone() -> None:
    layers = ["ConvLSTM2D: {filters: 2, kernel_size: 3}"] * 2
    assert str(hint((6, 9, 9, 3), *layers)).startswith(
        "set `return_sequences: true` on the ConvLSTM2D in line 3"
    )


def test_a_layer_that_took_the_axes_away() -> None:
    assert hint((9, 9, 3), "GlobalMaxPooling2D", "Conv2D: {filters: 2, kernel_size: 3}") == (
        "put it before the GlobalMaxPooling2D in line 3"
    )


def test_five_poolings_need_a_larger_input() -> None:
    assert hint((28, 20, 1), *["MaxPooling2D: 2"] * 5) == (
        "the MaxPooling2D in line 6 leaves too little: the stack needs an input of at least 32x32, "
        "or `padding: same`, or fewer layers that shrink it"
    )


def test_channels_first() -> None:
    layer = "Conv2D: {filters: 2, kernel_size: 3, data_format: channels_first}"
    assert "at least 5x9," in str(hint((1, 3, 9), layer, layer))


def test_no_input_helps_where_a_reshape_fixes_the_size() -> None:
    layers = ["Reshape: [4, 4, 2]", "MaxPooling2D: 2", "Conv2D: {filters: 2, kernel_size: 3}"]
    assert "smaller window" in str(hint((32,), *layers))
    assert "smaller window" in str(hint((4, 8), *layers))
