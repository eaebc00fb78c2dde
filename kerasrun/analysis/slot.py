"""What an optimizer keeps beside each weight: momenta, second moments, averages.

In: the optimizer as the spec writes it and the weights that training changes. Out: a number of scalars, the
same as in `optimizer.variables` of Keras; a test compares every optimizer of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

from kerasrun.analysis.layer.rule import Weight
from kerasrun.spec.object import ObjectSpec

_PER_WEIGHT = {
    "Adadelta": 2,
    "Adagrad": 1,
    "Adam": 2,
    "AdamW": 2,
    "Adamax": 2,
    "Ftrl": 2,
    "Lamb": 2,
    "Lion": 1,
    "Nadam": 2,
    "RMSprop": 1,
    "SGD": 0,
    "ScheduleFreeAdamW": 2,
}
"""Copies of each weight."""

_OPTIONAL = ("momentum", "amsgrad", "centered", "use_ema", "gradient_accumulation_steps")
"""Arguments that add a copy each, of those that the optimizer has and that are not null, false or 0."""

_COUNTERS = {"LossScaleOptimizer": 4, "Nadam": 3}
"""Single scalars: the step and the learning rate, and what else an optimizer counts."""


def count_slots(optimizer: ObjectSpec, weights: Iterable[Weight]) -> int:
    """Return the scalars that `optimizer` keeps while it trains `weights`.

    `exclude_layers` of Muon is taken as empty: it speaks of paths that only a built model has.
    """
    name, arguments = optimizer.keras_name, optimizer.filled_arguments()
    counters = _COUNTERS.get(name, 2)
    if name == "LossScaleOptimizer":
        return counters + count_slots(arguments["inner_optimizer"], weights)
    return counters + sum(_slots(name, arguments, weight) for weight in weights if weight.trainable)


def _slots(name: str, arguments: Mapping[str, Any], weight: Weight) -> int:
    if name == "Adafactor":
        own = _factored(weight.shape)
    elif name == "Muon":
        adam = len(weight.shape) != 2 or (arguments["exclude_embeddings"] and "embedding" in weight.name)
        own = (2 if adam else 1) * weight.size
    else:
        own = _PER_WEIGHT[name] * weight.size
    return own + sum(weight.size for option in _OPTIONAL if _adds(name, option, arguments))


def _adds(name: str, option: str, arguments: Mapping[str, Any]) -> bool:
    # Muon's momentum is the copy that it always has.
    return bool(arguments.get(option)) and (option != "momentum" or name in ("SGD", "RMSprop"))


def _factored(shape: tuple[int, ...]) -> int:
    """Adafactor keeps row and column sums in place of second moments, and a full one for all that is flat."""
    rows = prod(shape[:-1]) if len(shape) > 1 else 1
    columns = prod((*shape[:-2], shape[-1])) if len(shape) > 1 else 1
    return rows + columns + prod(shape)
