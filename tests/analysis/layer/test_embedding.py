from __future__ import annotations

from typing import Any

TABLE = {"input_dim": 1000, "output_dim": 16}


def test_numbers_and_sentence(analyse: Any) -> None:
    outcome = analyse({"Embedding": {**TABLE, "mask_zero": True}}, (20,), "int32")
    assert (outcome.shape, outcome.parameters, outcome.flops, outcome.dtype) == (
        (20, 16),
        16_000,
        0,
        "float32",
    )
    assert outcome.sentence == (
        "Looks up the row of each id at each of 20 places in a table: 1,000 ids x 16 numbers = "
        "16,000 parameters. Id 0 is padding: later layers skip it."
    )


def test_the_way_back(analyse: Any, refusal: Any) -> None:
    layer = {"ReversibleEmbedding": {**TABLE, "tie_weights": False}}
    assert [weight.shape for weight in analyse(layer, (20,)).weights] == [(1000, 16), (16, 1000)]
    assert analyse({"ReversibleEmbedding": TABLE}, (20,)).parameters == 16_000
    layer["ReversibleEmbedding"]["lora_rank"] = 2
    assert refusal(layer, (20,))[0] == "expected `tie_weights: true` beside lora_rank, received false"
