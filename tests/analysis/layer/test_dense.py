from __future__ import annotations

from typing import Any


def test_numbers_and_sentence(analyse: Any) -> None:
    outcome = analyse({"Dense": 10}, (784,))
    assert outcome.shape == (10,)
    assert [(weight.name, weight.shape) for weight in outcome.weights] == [
        ("kernel", (784, 10)),
        ("bias", (10,)),
    ]
    assert (outcome.parameters, outcome.flops) == (7_850, 2 * 784 * 10)
    assert outcome.sentence == (
        "10 units, each a weighted sum of 784 inputs and a bias: 10 x (784 + 1) = 7,850 parameters."
    )


def test_places_and_activation(analyse: Any) -> None:
    outcome = analyse({"Dense": {"units": 3, "use_bias": False, "activation": "relu"}}, (4, 8))
    assert (outcome.shape, outcome.parameters, outcome.flops) == ((4, 3), 24, 4 * 2 * 24)
    assert outcome.sentence == (
        "3 units, each a weighted sum of 8 inputs, the same at each of 4 places: "
        "3 x 8 = 24 parameters. Then relu."
    )


def test_lora_freezes_the_kernel(analyse: Any) -> None:
    outcome = analyse({"Dense": {"units": 10, "lora_rank": 2}}, (8,))
    assert (outcome.parameters, outcome.trainable_parameters) == (90 + 2 * 8 + 2 * 10, 10 + 36)


def test_what_does_not_fit(refusal: Any) -> None:
    assert refusal({"Dense": 3}, ()) == (
        "expected input (batch, ..., features), received (batch)",
        "give the data a feature axis",
    )
    message, hint = refusal({"Dense": 3}, (4, None))
    assert message == "expected a fixed number of features, received (batch, 4, ?)"
    assert "fix the size of the features" in hint
