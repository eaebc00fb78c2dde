from __future__ import annotations

from dataclasses import replace

from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.walk import walk_layers
from kerasrun.data.examples import DataFacts
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


def test_the_loss_as_the_spec_writes_it() -> None:
    assert [case(loss).loss_name for loss in ("mse", "{formula: mean(y_pred)}")] == ["mse", "the loss"]


def test_the_shapes_that_the_loss_compares() -> None:
    bare = case("mse")
    assert (bare.output_shape, bare.target_shape) == ((3,), None)
    for form, classes, shape, expected in (
        ("classes", 3, (), ()),
        ("rows", 3, (3,), (3,)),
        ("values", None, (1,), ()),
        ("values", None, (2, 1), (2, 1)),
    ):
        facts = DataFacts((4,), "float32", {"train": 9}, form, classes, shape)  # type: ignore[arg-type]
        assert replace(bare, facts=facts).target_shape == expected


def test_metrics_of_keras_with_their_paths() -> None:
    found = [(path, metric.name) for path, metric in case("mse").metrics]
    assert found == [
        (("compile", "metrics", 0), "accuracy"),
        (("compile", "weighted_metrics", 0), "AUC"),
    ]


def test_the_path_of_a_layer() -> None:
    assert layer_path(case("mse").steps[0]) == ("model", "layers", 0, "Dense")
