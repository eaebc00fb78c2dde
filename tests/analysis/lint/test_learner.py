from __future__ import annotations

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import find_learners, in_line, inner_layer, inner_path, kind
from kerasrun.analysis.walk import walk_layers
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec

TEXT = """\
model:
  input_shape: [8, 4]
  layers:
    - Normalization
    - TimeDistributed: {layer: {Dense: 6}}
    - PReLU
    - BatchNormalization
    - Bidirectional: {layer: {LSTM: {units: 3, trainable: false}}}
    - Dropout: 0.5
    - Dense: 1
"""


def case() -> Case:
    spec = parse_spec(parse_document(TEXT, "f"))
    steps, issues = walk_layers(spec.model.placed_layers(), (8, 4), spec.document)
    assert issues == []
    return Case(spec, tuple(steps))


def test_the_layers_that_learn() -> None:
    steps = case().steps
    assert [kind(steps[index]) for index in find_learners(steps)] == ["Dense", "LSTM", "Dense"]


def test_wrappers_are_opened() -> None:
    steps = case().steps
    assert inner_layer(steps[1]).arguments == {"units": 6}
    assert inner_path(steps[1]) == ("model", "layers", 1, "TimeDistributed", "layer", "Dense")
    assert inner_path(steps[6]) == ("model", "layers", 6, "Dense")


def test_the_line_of_a_layer() -> None:
    made = case()
    assert [in_line(made, made.steps[index]) for index in (0, 6)] == [" in line 4", " in line 10"]
