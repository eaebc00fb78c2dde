from __future__ import annotations

from typing import Any

import pytest


def test_normalization(analyse: Any) -> None:
    outcome = analyse("Normalization", (28, 8))
    assert (outcome.parameters, outcome.trainable_parameters, outcome.flops) == (17, 0, 2 * 28 * 8)
    assert outcome.sentence.endswith("learned before training: 17 parameters, none of them trained.")
    assert analyse({"Normalization": {"mean": 0.5, "variance": 2.0}}, (28, 8)).parameters == 0


def test_rescaling(analyse: Any) -> None:
    outcome = analyse({"Rescaling": {"scale": 0.5, "offset": -1.0}}, (8,), "uint8")
    assert (outcome.dtype, outcome.sentence) == (
        "float32",
        "Multiplies each value by 0.5 and adds -1.0; no parameters.",
    )


def test_bins_and_categories(analyse: Any) -> None:
    bins = {"bin_boundaries": [0.0, 1.0], "output_mode": "one_hot"}
    assert analyse({"Discretization": bins}, (8,)).shape == (8, 3)
    assert analyse({"Discretization": {"num_bins": 4}}, (8,)).dtype == "int32"
    assert analyse({"Discretization": {**bins, "output_mode": "count"}}, (8,)).shape == (3,)
    assert analyse({"CategoryEncoding": 5}, (8,)).shape == (5,)
    assert analyse({"CategoryEncoding": {"num_tokens": 5, "output_mode": "one_hot"}}, (8, 1)).shape == (8, 5)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            {"Normalization": {"mean": [0.0, 1.0], "variance": [1.0, 1.0]}},
            "a `mean` with 3 numbers, received 2",
        ),
        ({"Normalization": {"mean": 1.0}}, "expected `mean` and `variance` of the same form"),
        ({"Rescaling": {"scale": [1.0, 2.0]}}, "expected a `scale` with 3 numbers, received 2"),
        ({"Discretization": {"bin_boundaries": [1.0, 0.0]}}, "expected rising `bin_boundaries`"),
        ({"Discretization": {}}, "expected `num_bins` or `bin_boundaries`, received none"),
        ({"Discretization": {"num_bins": 3, "sparse": True}}, "beside `sparse: true`, received int"),
        ({"CategoryEncoding": {"num_tokens": 3, "sparse": True}}, "expected 2-D input (batch, ids)"),
    ],
)
def test_what_does_not_fit(refusal: Any, layer: dict[str, Any], message: str) -> None:
    assert message in refusal(layer, (4, 3))[0]


def test_half_precision_cannot_count(refusal: Any) -> None:
    layer = {"CategoryEncoding": {"num_tokens": 3, "dtype": "float16"}}
    assert refusal(layer, (4,))[0] == "expected a `dtype` of float32 beside multi_hot, received float16"
