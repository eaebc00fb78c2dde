"""The lines that replace a layer's `input_shape` and its older forms: they stand under `model` in a spec."""

from __future__ import annotations

from typing import Any

from kerasrun.catalogue.legacy.flow import flow


def input_shape_hint(value: Any) -> str:
    """Return the line for the shape of one example, given without the batch axis."""
    shape = value if isinstance(value, list | tuple) else [value]
    return f"write `input_shape: {flow(shape)}` under `model`, beside `layers`"


def batch_shape_hint(value: Any) -> str:
    """Return the lines for a shape whose first axis is the batch."""
    if not isinstance(value, list | tuple) or not value:
        return "write `input_shape: [...]` and `batch_size: ...` under `model`, beside `layers`"
    batch, *shape = value
    if batch is None:
        return input_shape_hint(shape)
    return (
        f"write `input_shape: {flow(shape)}` and `batch_size: {flow(batch)}` under `model`, beside `layers`"
    )
