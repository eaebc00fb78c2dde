"""Low-rank adaptation: `lora_rank` freezes a layer's kernel and trains two thin matrices beside it."""

from __future__ import annotations

from kerasrun.analysis.layer.rule import Call, ShapeError, Weight


def with_lora(call: Call, kernel: Weight, rest: tuple[Weight, ...] = ()) -> tuple[Weight, ...]:
    """Return the weights in Keras's order: kernel, `rest`, and the two matrices where the layer has them.

    A kernel (..., n) becomes kernel + a @ b with a (..., rank) and b (rank, n): arXiv:2106.09685.

    Raises:
        ShapeError: the kernel has a constraint, which Keras does not combine with it.
    """
    rank = call.arguments.get("lora_rank")
    if not rank:
        return (kernel, *rest)
    constraint = f"{kernel.name}_constraint"
    if call.arguments.get(constraint) is not None:
        message = f"expected no {constraint} beside lora_rank {rank}, received one"
        raise ShapeError(message, "use one of the two")
    low = Weight(f"lora_{kernel.name}_a", (*kernel.shape[:-1], rank))
    high = Weight(f"lora_{kernel.name}_b", (rank, kernel.shape[-1]))
    return (kernel._replace(trainable=False), *rest, low, high)
