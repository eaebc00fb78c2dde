"""The `runtime` section: how the machine computes, not what."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from kerasrun.catalogue.rule import AnyOf, Choice, Integer
from kerasrun.spec.base import SpecModel
from kerasrun.spec.ruled import Ruled

CHECKPOINT = AnyOf((Integer(minimum=1), Choice(("auto", "epoch"))))

Switch = Annotated[Literal["auto"] | bool, Ruled(Choice(("auto", True, False)))]


class RuntimeSpec(SpecModel):
    """Precision, compilation, determinism, threads and devices."""

    section: ClassVar[str] = "runtime"

    precision: Literal["float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16"] = (
        "float32"
    )
    """Keras's dtype policy for all layers."""
    jit: Switch = "auto"
    """Compile the training step with XLA; `auto` leaves it to Keras."""
    deterministic: Switch = "auto"
    """Make TensorFlow refuse operations that are not repeatable to the bit. `auto`: on a GPU only, since
    seeded runs on a CPU are repeatable without it."""
    threads: Annotated[int, Ruled(Integer(minimum=1, maximum=1024))] | None = None
    """Threads TensorFlow uses inside and between operations; all cores where left out."""
    checkpoint: Annotated[Literal["auto", "epoch"] | int, Ruled(CHECKPOINT)] = "auto"
    """When the state of the training is saved, beside the end and a stop: `auto` so rarely that it takes
    under a hundredth of the time, `epoch` after each epoch, a number after so many steps."""
    devices: Literal["auto", "cpu"] = "auto"
    """`auto` uses a GPU where TensorFlow sees one, `cpu` hides it."""
