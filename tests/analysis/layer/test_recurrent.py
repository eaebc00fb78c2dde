from __future__ import annotations

from typing import Any


def test_lstm(analyse: Any) -> None:
    outcome = analyse({"LSTM": 32}, (16, 8))
    assert (outcome.shape, outcome.parameters) == ((32,), 4 * 32 * (8 + 32 + 1))
    assert outcome.flops == 16 * 2 * 4 * 32 * (8 + 32)
    assert outcome.sentence == (
        "Reads 16 steps of 8 features. A state and a memory of 32 numbers each behind four gates: "
        "4 x 32 x (8 + 32 + 1) = 5,248 parameters. Gives the last step only."
    )


def test_every_step_backwards(analyse: Any) -> None:
    outcome = analyse({"GRU": {"units": 3, "return_sequences": True, "go_backwards": True}}, (None, 8))
    assert (outcome.shape, outcome.flops) == ((None, 3), None)
    assert outcome.sentence.endswith("Gives every step, from the last step to the first.")
    assert outcome.sentence.startswith("Reads a sequence of 8 features.")


def test_cells(analyse: Any) -> None:
    layer = {"RNN": {"cell": [{"LSTMCell": 8}, {"SimpleRNNCell": 4}], "return_sequences": True}}
    outcome = analyse(layer, (16, 3))
    assert (outcome.shape, outcome.parameters) == ((16, 4), 4 * 8 * (3 + 8 + 1) + 4 * (8 + 4 + 1))


def test_what_does_not_fit(refusal: Any, analyse: Any) -> None:
    assert refusal({"LSTM": 3}, (8,)) == (
        "expected 3-D input (batch, steps, features), received (batch, 8)",
        "add `- Reshape: [8, 1]` before it, which makes a sequence with one feature a step",
    )
    assert refusal({"LSTM": 3}, (8, 3, 2))[1] == (
        "add `- TimeDistributed: {layer: Flatten}` before it, which flattens each step"
    )
    assert refusal({"LSTM": {"units": 3, "unroll": True}}, (None, 3))[0] == (
        "expected a fixed number of steps for `unroll: true`, received none"
    )
    stateful = {"LSTM": {"units": 3, "stateful": True}}
    assert refusal(stateful, (5, 3)) == (
        "expected a fixed batch size for `stateful: true`, received none",
        "write `batch_size: 32` under `model`, or leave `stateful` out",
    )
    assert analyse(stateful, (5, 3), batch_size=4).shape == (3,)
