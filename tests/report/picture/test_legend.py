from __future__ import annotations

from kerasrun.report.picture.drawing import texts
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.legend import draw_ending, draw_legend
from kerasrun.report.picture.scene import place_stops
from tests.report.picture.conftest import DENSE, ModelOf


def test_the_legend_tells_what_is_there_alone(pictures: Model, sequences: Model) -> None:
    words = [text.text for text in texts(draw_legend(place_stops(pictures), 0, 0, 800)[0])]
    assert words[:5] == ["input", "convolution", "pooling", "dense", "reshaping"]
    assert "square root" in words[-1]
    other = [text.text for text in texts(draw_legend(place_stops(sequences), 0, 0, 800)[0])]
    assert "pooling" not in other
    assert "carry the state" in " ".join(other)


def test_a_narrow_legend_wraps(pictures: Model) -> None:
    wide, narrow = (draw_legend(place_stops(pictures), 0, 0, width)[1] for width in (800, 200))
    assert narrow > wide
    assert max(text.box[2] for text in texts(draw_legend(place_stops(pictures), 0, 0, 200)[0])[:6]) <= 220


def test_the_answers_of_the_last_layer(model_of: ModelOf) -> None:
    def answers(layer: object) -> list[str]:
        return [text.text for text in texts(draw_ending(model_of([layer], [3]), 0, 0))]

    assert answers(DENSE) == ["P(class 0)", "P(class 1)", "P(class 2)", "P(class 3)"]
    assert answers({"Dense": {"units": 10, "activation": "softmax"}}) == [
        "P(class 0)",
        "P(class 1)",
        "⋮",
        "P(class 9)",
    ]
    assert answers({"Dense": {"units": 1, "activation": "sigmoid"}}) == ["P(class 1)"]
    assert answers({"Dense": {"units": 2, "activation": "sigmoid"}}) == ["P(label 0)", "P(label 1)"]
    assert answers({"Dense": 1}) == []
