"""Embeddings: a table with one row of weights for each id."""

from __future__ import annotations

from kerasrun.analysis.layer.lora import with_lora
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError, Weight
from kerasrun.analysis.layer.shape import by, count


def _embedding(call: Call) -> Outcome:
    ids, size = int(call.arguments["input_dim"]), int(call.arguments["output_dim"])
    weights = with_lora(call, Weight("embeddings", (ids, size)))
    places = f" at each of {by(call.input)} places" if call.input else ""
    sentence = (
        f"Looks up the row of each id{places} in a table: "
        f"{ids:,} ids x {size:,} numbers = {count(ids * size, 'parameter')}."
    )
    if call.arguments["mask_zero"]:
        sentence += " Id 0 is padding: later layers skip it."
    return Outcome((*call.input, size), weights, sentence=sentence)


def _reversible(call: Call) -> Outcome:
    plain = _embedding(call)
    ids, size = int(call.arguments["input_dim"]), int(call.arguments["output_dim"])
    if call.arguments["tie_weights"]:
        return plain
    if call.arguments["lora_rank"]:
        message = "expected `tie_weights: true` beside lora_rank, received false"
        raise ShapeError(message, "use one of the two")
    weights = (*plain.weights, Weight("reverse_embeddings", (size, ids)))
    sentence = f"{plain.sentence} A second table for the way back doubles that."
    return Outcome(plain.shape, weights, sentence=sentence)


RULES: dict[str, LayerRule] = {"Embedding": _embedding, "ReversibleEmbedding": _reversible}
