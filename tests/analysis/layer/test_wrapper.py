from __future__ import annotations

from typing import Any

import pytest


def test_both_ways(analyse: Any) -> None:
    outcome = analyse({"Bidirectional": {"layer": {"LSTM": 8}}}, (16, 8))
    assert (outcome.shape, outcome.parameters) == ((16,), 2 * 544)
    assert outcome.weights[0].name == "forward_kernel"
    assert outcome.sentence.startswith(
        "Reads the sequence both ways, results side by side: 1,088 parameters. Each way: Reads 16 steps"
    )
    summed = {
        "Bidirectional": {"layer": {"GRU": {"units": 8, "return_sequences": True}}, "merge_mode": "sum"}
    }
    assert analyse(summed, (16, 8)).shape == (16, 8)


def test_each_step(analyse: Any) -> None:
    outcome = analyse({"TimeDistributed": {"layer": {"Dense": 3}}}, (16, 8))
    assert (outcome.shape, outcome.parameters, outcome.flops) == ((16, 3), 27, 16 * 2 * 24)
    assert outcome.sentence.startswith("Applies Dense to each of 16 steps with the same weights. 3 units")


def test_spectral_norm(analyse: Any) -> None:
    outcome = analyse({"SpectralNormalization": {"layer": {"Dense": 3}}}, (8,))
    assert [(weight.name, weight.trainable) for weight in outcome.weights] == [
        ("kernel", True),
        ("vector_u", False),
        ("bias", True),
    ]
    assert outcome.sentence.endswith("by its largest stretch, tracked in 3 numbers that are not trained.")


def test_pipeline(analyse: Any) -> None:
    layers = [{"Resizing": {"height": 4, "width": 5}}, "Flatten", {"Dense": 2}]
    outcome = analyse({"Pipeline": {"layers": layers}}, (9, 9, 3))
    assert (outcome.shape, outcome.parameters, outcome.flops) == ((2,), 122, 240)
    assert outcome.sentence.startswith("Resizes images of 9x9 to 4x5; no parameters. Lays 4x5x3 out")


def test_freezing_the_wrapper_freezes_nothing(analyse: Any) -> None:
    layer = {"TimeDistributed": {"layer": {"Dense": 3}, "trainable": False}}
    assert analyse(layer, (16, 8)).trainable_parameters == 27
    inside = {"TimeDistributed": {"layer": {"Dense": {"units": 3, "trainable": False}}}}
    assert analyse(inside, (16, 8)).trainable_parameters == 0


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"Bidirectional": {"layer": {"Dense": 3}}}, "expected a recurrent layer, received Dense"),
        (
            {"Bidirectional": {"layer": {"LSTM": {"units": 3, "go_backwards": True}}}},
            "expected one layer each way",
        ),
        (
            {
                "Bidirectional": {
                    "layer": {"LSTM": 3},
                    "backward_layer": {"LSTM": {"units": 3, "go_backwards": True, "return_sequences": True}},
                }
            },
            "expected the same `return_sequences` in both layers, received false and true",
        ),
        (
            {
                "Bidirectional": {
                    "layer": {"LSTM": 3},
                    "backward_layer": {"LSTM": {"units": 4, "go_backwards": True}},
                }
            },
            "expected the same shape both ways, received (3) and (4)",
        ),
        ({"TimeDistributed": {"layer": {"LSTM": 3}}}, "expected 3-D input (batch, steps, features)"),
        ({"SpectralNormalization": {"layer": {"LSTM": 3}}}, "expected a layer with a kernel, received LSTM"),
    ],
)
def test_what_does_not_fit(refusal: Any, layer: dict[str, Any], message: str) -> None:
    assert message in refusal(layer, (16, 8))[0]


def test_a_step_axis_is_needed(refusal: Any) -> None:
    assert refusal({"TimeDistributed": {"layer": {"Dense": 3}}}, (8,))[0] == (
        "expected input (batch, steps, ...), received (batch, 8)"
    )
