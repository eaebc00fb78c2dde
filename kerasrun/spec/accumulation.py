"""`fit.accumulate` as the argument of Keras's optimizers that it stands for."""

from __future__ import annotations

from dataclasses import replace

from kerasrun.spec.object import ObjectSpec

ARGUMENT = "gradient_accumulation_steps"


def accumulating(optimizer: ObjectSpec, steps: int) -> ObjectSpec:
    """Return the optimizer that averages the gradients of so many steps; itself for one step.

    An optimizer around another, as LossScaleOptimizer is, leaves that to the inner one.
    """
    if steps == 1:
        return optimizer
    inner = optimizer.arguments.get("inner_optimizer")
    if isinstance(inner, ObjectSpec):
        arguments = {**optimizer.arguments, "inner_optimizer": accumulating(inner, steps)}
    else:
        arguments = {**optimizer.arguments, ARGUMENT: steps}
    return replace(optimizer, arguments=arguments)


def accumulation_path(optimizer: ObjectSpec) -> tuple[str, ...] | None:
    """Return where, below `compile.optimizer`, the optimizer itself accumulates; None where it does not."""
    inner = optimizer.arguments.get("inner_optimizer")
    if isinstance(inner, ObjectSpec):
        path = accumulation_path(inner)
        return path and (optimizer.name, "inner_optimizer", *path)
    return (optimizer.name, ARGUMENT) if optimizer.arguments.get(ARGUMENT) else None
