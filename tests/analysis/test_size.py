from __future__ import annotations

from kerasrun.analysis.size import check_size, count_weights, memory_bytes
from kerasrun.analysis.step import Step
from kerasrun.analysis.walk import walk_layers
from kerasrun.source.reader import parse_document
from kerasrun.spec.model import ModelSpec, PlacedLayer
from kerasrun.spec.object import parse_object


def placed(name: str, units: int) -> PlacedLayer:
    return PlacedLayer(parse_object("layer", {name: units}), ("layers", 0), None)


def test_the_scalars_of_all_weights() -> None:
    (step,), _ = walk_layers([placed("LSTM", 7)], (3, 5), parse_document("", "f"))
    assert count_weights(step) == 4 * 7 * (5 + 7 + 1)


def test_an_unknown_input_counts_nothing() -> None:
    assert count_weights(Step(placed("Dense", 7), None, None, None)) == 0


def test_the_largest_layer_is_named() -> None:
    document = parse_document("model:\n  layers:\n    - Dense: 100\n    - Dense: 1000\n", "f")
    spec = ModelSpec.model_validate(document.data["model"])
    steps, _ = walk_layers(spec.placed_layers(), (10,), document)
    weights = 11 * 100 + 101 * 1000
    assert check_size(steps, document, memory=10 * weights) == []
    (issue,) = check_size(steps, document, memory=9 * weights)
    assert (issue.code, str(issue.mark), issue.path) == ("KR202", "f:4:7", ("model", "layers", 1, "Dense"))


def test_memory_is_that_of_a_machine() -> None:
    assert 2**28 < memory_bytes() < 2**50
