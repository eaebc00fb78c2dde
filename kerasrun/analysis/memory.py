"""How much memory a training needs, told before it starts.

In: the steps of a walk, the batch size, the optimizer, the bytes of the data. Out: bytes by what they are
for, and a range for the whole. `summary` shows it, `limit.py` refuses what cannot fit, the report sets it
beside the measured peak.

The constants were measured on whole trainings on a CPU, as the peak of resident memory: it grows with the
batch size by what the layers keep (see `Outcome.kept`) and the gradient of the largest output, with the
weights by what copies of them are made on the way, and TensorFlow takes the same part each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

from kerasrun.analysis.layer.dtype import compute_dtype
from kerasrun.analysis.layer.shape import product
from kerasrun.analysis.slot import count_slots
from kerasrun.analysis.step import Step
from kerasrun.data.examples import DataFacts
from kerasrun.spec.object import ObjectSpec

FRAMEWORK = 600 * 2**20
"""Bytes of a process that has imported TensorFlow and trained a small model."""

COPIES = 2.8
"""Of weights, gradients and slots: as drawn and updated, to start from after a stop, and to save."""

WORKSPACE = 100 * 2**20
"""Bytes that convolutions work in, whatever their size."""

LOW, HIGH = 0.7, 1.6
"""The range of all but the framework beside what is expected."""

_SIZES = {"float64": 8, "int64": 8, "uint64": 8, "float16": 2, "bfloat16": 2, "int16": 2, "uint16": 2}
_SMALL = frozenset({"int8", "uint8", "bool"})


class Memory(NamedTuple):
    """Bytes of a training."""

    parameters: int
    gradients: int
    optimizer: int
    activations: int
    """What the layers keep of one batch for the backward pass, and the gradient of the largest output."""
    buffers: int = 0
    """Copies of weights under way, and the work space of convolutions."""
    data: int = 0
    """The splits in memory."""
    framework: int = FRAMEWORK
    """TensorFlow itself."""

    @property
    def model(self) -> int:
        """What the model takes: all but the data and the framework."""
        return self.parameters + self.gradients + self.optimizer + self.activations + self.buffers

    @property
    def total(self) -> int:
        """What is expected of the whole process."""
        return self.model + self.data + self.framework

    @property
    def low(self) -> int:
        """The least that is likely: the framework is there whatever the model."""
        return self.framework + round(LOW * (self.total - self.framework))

    @property
    def high(self) -> int:
        """The most that is likely."""
        return self.framework + round(HIGH * (self.total - self.framework))


def bytes_of(dtype: str) -> int:
    """Return the bytes of one scalar; 4 for float32, int32 and what is not a number."""
    return 1 if dtype in _SMALL else _SIZES.get(dtype, 4)


def estimate_memory(
    steps: Sequence[Step],
    *,
    batch_size: int,
    optimizer: ObjectSpec | None = None,
    policy: str = "float32",
    data: int = 0,
) -> Memory:
    """Return the memory of training the stack.

    Args:
        steps: the layers; what is not known of one counts nothing.
        batch_size: rows of one step.
        optimizer: None for a model that is not trained: then there are no gradients and slots.
        policy: Keras's dtype policy, `runtime.precision`.
        data: bytes of the splits.
    """
    weights = [weight for step in steps if step.outcome for weight in step.outcome.weights]
    width = weight_bytes(policy)
    trained = sum(weight.size for weight in weights if weight.trainable) if optimizer else 0
    parameters, gradients = width * sum(weight.size for weight in weights), width * trained
    slots = width * count_slots(optimizer, weights) if optimizer else 0
    kept = sum(activation_bytes(step, policy) for step in steps)
    largest = max((output_bytes(step, policy) for step in steps), default=0)
    return Memory(
        parameters,
        gradients,
        slots,
        activations=batch_size * (kept + largest),
        buffers=round(COPIES * (parameters + gradients + slots)) + _workspace(steps),
        data=data,
    )


def _workspace(steps: Sequence[Step]) -> int:
    return WORKSPACE if any("Conv" in step.placed.layer.keras_name for step in steps) else 0


def weight_bytes(policy: str) -> int:
    """Return the bytes of one weight: mixed policies keep weights in float32."""
    return 4 if policy.startswith("mixed") else bytes_of(policy)


def activation_bytes(step: Step, policy: str = "float32") -> int:
    """Return the bytes of one example that training keeps of a layer; 0 where that is not known."""
    return _scalar_bytes(step, policy) * ((step.outcome and step.outcome.activations) or 0)


def output_bytes(step: Step, policy: str = "float32") -> int:
    """Return the bytes of one example of a layer's output; 0 where its shape is not known."""
    shape = step.output_shape
    return _scalar_bytes(step, policy) * (0 if shape is None else product(shape) or 0)


def _scalar_bytes(step: Step, policy: str) -> int:
    dtype = step.outcome.dtype if step.outcome else None
    return bytes_of(dtype or compute_dtype({}, policy))


def training_bytes(step: Step, *, batch_size: int, optimizer: ObjectSpec | None, policy: str) -> int:
    """Return the bytes of one layer: its weights with gradients and slots, and what it keeps of a batch."""
    weights = step.outcome.weights if step.outcome else ()
    trained = optimizer if any(weight.trainable for weight in weights) else None
    memory = estimate_memory([step], batch_size=batch_size, optimizer=trained, policy=policy)
    own = memory.parameters + memory.gradients + memory.optimizer
    return own + batch_size * activation_bytes(step, policy)


def data_bytes(facts: DataFacts, rows: Mapping[str, int]) -> int:
    """Return the bytes of the splits in memory: the source's arrays, and the rows taken out of them."""
    inputs = prod(facts.shape) * bytes_of(facts.dtype)
    targets = 4 * prod(facts.target_shape) * (facts.classes or 1 if facts.label_form == "classes" else 1)
    return 2 * sum(rows.values()) * (inputs + targets)
