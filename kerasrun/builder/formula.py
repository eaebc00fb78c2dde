"""A parsed formula to a function of y_true and y_pred made of keras.ops; nothing is evaluated as Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from kerasrun.spec.formula import Call, Node


def build_formula(node: Node, name: str) -> Callable[[Any, Any], Any]:
    """Return `f(y_true, y_pred)` that computes the formula on tensors; its `__name__` is `name`."""

    def formula(y_true: Any, y_pred: Any) -> Any:
        y_pred = keras.ops.convert_to_tensor(y_pred)
        y_true = keras.ops.cast(y_true, y_pred.dtype)
        result = _evaluate(node, {"y_true": y_true, "y_pred": y_pred})
        # Comparisons give booleans and argmax integers; a loss or metric is a number.
        return keras.ops.cast(result, y_pred.dtype)

    formula.__name__ = name
    return formula


def _evaluate(node: Node, names: dict[str, Any]) -> Any:
    match node:
        case str():
            return names[node]
        case Call():
            arguments = [_evaluate(argument, names) for argument in node.arguments]
            return vars(keras.ops)[node.function](*arguments, **dict(node.options))
        case _:
            return node
