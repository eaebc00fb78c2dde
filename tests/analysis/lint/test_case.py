from __future__ import annotations

from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.walk import walk_layers
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec

TEXT = """\
model:
  input_shape: [4]
  layers:
    - Dense: 3
compile:
  loss: {}
  metrics: [accuracy, {{formula: mean(y_pred)}}]
  weighted_metrics: [AUC]
"""


def case(loss: str) -> Case:
    spec = parse_spec(parse_document(TEXT.format(loss), "f"))
    steps, _ = walk_layers(spec.model.placed_layers(), (4,), spec.document)
    return Case(spec, tuple(steps))


def test_the_loss_by_its_class() -> None:
    assert case("mse").loss == "MeanSquaredError"
    logits = case("{BinaryCrossentropy: {from_logits: true}}")
    assert (logits.loss, logits.loss_arguments["from_logits"]) == ("BinaryCrossentropy", True)
    assert (case("{formula: mean(y_pred)}").loss, case("{formula: mean(y_pred)}").loss_arguments) == (
        None,
        {},
    )


def test_metrics_of_keras_with_their_paths() -> None:
    found = [(path, metric.name) for path, metric in case("mse").metrics]
    assert found == [
        (("compile", "metrics", 0), "accuracy"),
        (("compile", "weighted_metrics", 0), "AUC"),
    ]


def test_the_path_of_a_layer() -> None:
    assert layer_path(case("mse").steps[0]) == ("model", "layers", 0, "Dense")
