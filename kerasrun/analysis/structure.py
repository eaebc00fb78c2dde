"""The structure of a model as plain numbers: what `summary` shows, of a spec or of a built model.

`summary.py` makes it of the static analysis, `job/structure.py` of a model that Keras has built.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kerasrun.analysis.memory import Memory
from kerasrun.analysis.receptive_field import ReceptiveField
from kerasrun.analysis.working import Working

Shape = tuple[int | None, ...]
"""With the batch axis in front, None where the model takes batches of any size."""


@dataclass(frozen=True)
class LayerStructure:
    """One layer; parameters are numbers of scalars, and None is what is not known."""

    index: int
    name: str
    type: str
    line: int | None
    """In the spec."""
    output_shape: Shape | None
    parameters: int
    trainable_parameters: int
    flops: int | None = None
    """Of one forward pass of one example, a multiply-add counted as 2."""
    activation_bytes: int | None = None
    """Of one example, kept for the backward pass."""
    training_bytes: int | None = None
    """What the layer adds to a training: weights, gradients, optimizer, and what it keeps of a batch."""
    receptive_field: ReceptiveField = None
    round: int = 1
    """Which round of a `repeat` it stands in, 1 outside of one."""
    sentence: str = ""
    """What the layer does, with its own numbers."""
    workings: tuple[Working, ...] = ()


@dataclass(frozen=True)
class Structure:
    """A model."""

    name: str
    input_shape: Shape
    output_shape: Shape
    layers: tuple[LayerStructure, ...]
    batch_size: int | None = None
    """Rows of one training step, which `memory` is for."""
    memory: Memory | None = None

    @property
    def parameters(self) -> int:
        """All scalars of all weights."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def trainable_parameters(self) -> int:
        """Those that training changes."""
        return sum(layer.trainable_parameters for layer in self.layers)

    @property
    def flops(self) -> int | None:
        """Of one forward pass of one example; None where one layer's are not known."""
        known = [layer.flops for layer in self.layers if layer.flops is not None]
        return sum(known) if len(known) == len(self.layers) else None

    @property
    def heaviest(self) -> LayerStructure | None:
        """The layer that holds more than half of the parameters, of several layers."""
        heavy = [layer for layer in self.layers if 2 * layer.parameters > self.parameters]
        return heavy[0] if heavy and len(self.layers) > 1 else None

    def as_json(self) -> dict[str, Any]:
        """Return the structure as `--json` prints it."""
        return {
            "name": self.name,
            "input_shape": self.input_shape,
            "output_shape": self.output_shape,
            "layers": [asdict(layer) for layer in self.layers],
            "parameters": self.parameters,
            "trainable_parameters": self.trainable_parameters,
            "flops": self.flops,
            "batch_size": self.batch_size,
            "memory": self.memory and _memory_json(self.memory),
        }


def _memory_json(memory: Memory) -> dict[str, int]:
    return {**memory._asdict(), "total": memory.total, "low": memory.low, "high": memory.high}
