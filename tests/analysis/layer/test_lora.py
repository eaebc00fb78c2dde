from __future__ import annotations

from typing import Any


def test_a_constraint_is_refused(refusal: Any) -> None:
    layer = {"Dense": {"units": 3, "lora_rank": 2, "kernel_constraint": "NonNeg"}}
    assert refusal(layer, (4,)) == (
        "expected no kernel_constraint beside lora_rank 2, received one",
        "use one of the two",
    )


def test_shapes_of_a_convolution(analyse: Any) -> None:
    weights = analyse({"Conv2D": {"filters": 8, "kernel_size": 3, "lora_rank": 2}}, (9, 9, 4)).weights
    assert [weight.shape for weight in weights] == [(3, 3, 4, 8), (8,), (3, 3, 4, 2), (2, 8)]
    assert [weight.trainable for weight in weights] == [False, True, True, True]
