from __future__ import annotations

from kerasrun.analysis.working import Working
from kerasrun.cli.line import render_line
from kerasrun.job.line import Line, Weight, WorkedLayer
from tests.cli.test_article import drawn

DENSE = WorkedLayer(
    index=2,
    type="Dense",
    sentence="2 units.",
    input_shape=(None, 3),
    output_shape=(None, 2),
    weights=(Weight("kernel", (3, 2), 6, True), Weight("bias", (2,), 2, False)),
    parameters=8,
    flops=None,
    workings=(Working("parameters", "2 units x (3 weights + 1 bias) = 8"),),
)


def test_a_layer() -> None:
    line = Line("a.yaml", 7, "- Dense: 2", "model.layers[2]", None, (DENSE,), ())
    assert drawn(render_line(line)) == [
        "a.yaml:7  model.layers[2]",
        "  - Dense: 2",
        "",
        "2 units.",
        "",
        "input       ? x 3",
        "output      ? x 2",
        "kernel      3 x 2 = 6",
        "bias        2, not trained",
        "parameters  2 units x (3 weights + 1 bias) = 8",
    ]


def test_several_layers_are_told_apart() -> None:
    line = Line("a.yaml", 7, "- Dense: 2", "model.layers", None, (DENSE, DENSE), ())
    assert drawn(render_line(line)).count("Layer 3 of the stack. 2 units.") == 2


def test_a_layer_whose_input_is_not_known() -> None:
    layer = WorkedLayer(0, "Dense", "", None, None, (), 0, None, ())
    line = Line("a.yaml", 7, "- Dense: 2", "model.layers[0]", None, (layer,), ())
    assert "input       not known" in drawn(render_line(line))


def test_a_key() -> None:
    line = Line("a.yaml", 1, "epochs: 2", "fit.epochs", "How often.", (), ())
    assert drawn(render_line(line)) == ["a.yaml:1  fit.epochs", "  epochs: 2", "", "How often."]
