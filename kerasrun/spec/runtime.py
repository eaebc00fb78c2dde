"""The `runtime` section: how the machine computes, not what."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kerasrun.spec.base import SpecModel

Auto = Literal["auto"]


class RuntimeSpec(SpecModel):
    """Precision, compilation, determinism, threads and devices."""

    section: ClassVar[str] = "runtime"

    precision: Literal["float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16"] = (
        "float32"
    )
    """Keras's dtype policy for all layers."""
    jit: Auto | bool = "auto"
    """Compile the training step with XLA; `auto` leaves it to Keras."""
    deterministic: Auto | bool = "auto"
    """Make TensorFlow refuse operations that are not repeatable to the bit. `auto`: on a GPU only, since seeded runs on a CPU
    are repeatable without it."""
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Threads TensorFlow uses inside and between operations; all cores where left out."""
    devices: Literal["auto", "cpu"] = "auto"
    """`auto` uses a GPU where TensorFlow sees one, `cpu` hides it."""
