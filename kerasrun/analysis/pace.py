"""How the loop goes: batches in one call, and whether XLA compiles them.

In: the layers with their costs, the rows, `fit` and `runtime`. Out: a `Pace`, which the run records. It is
a function of the spec and never of a clock: the same spec has the same pace everywhere, and so the same
numbers.

The constants were measured on a CPU of two cores; they need not be right for another one, only the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kerasrun.analysis.layer.family import FAMILIES, RECURRENT
from kerasrun.analysis.step import Step
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.object import ObjectSpec

CHUNK_SECONDS = 0.2
"""What one call should take: long enough to hide Python, short enough to stop soon after a signal."""

OPERATIONS_PER_SECOND = 2e10
CALL_SECONDS = 1e-4
"""Of one layer, or of one step of a recurrent layer, forwards and backwards as a graph."""

SAVED_SECONDS = 1e-4
"""Of each such call by XLA, which fuses them: 0.9e-4 to 1.6e-4."""

COMPILE_SECONDS = 1.2
COMPILE_SECONDS_PER_LAYER = 0.2
COMPILE_SECONDS_PER_RECURRENT = 1.3
"""What XLA takes to compile, which the steps must pay for; a layer counts once, whatever its time steps."""

_UNCOMPILED = frozenset(
    name
    for family in ("audio", "augmentation", "image", "preprocessing", "text")
    for name in FAMILIES[family]
    if name not in ("Rescaling", "Normalization")
)
"""Layers that XLA cannot compile, or that look values up in tables."""


@dataclass(frozen=True)
class Pace:
    """Batches in one call, and whether XLA compiles it."""

    chunk: int
    jit: bool


def choose_pace(spec: ExperimentSpec, steps: Sequence[Step], rows: int, *, gpu: bool = False) -> Pace:
    """Return the pace of training `rows` rows.

    Args:
        spec: a valid spec with a `compile` section.
        steps: its layers.
        rows: rows of the training split.
        gpu: whether it trains on one, where XLA is at home.
    """
    batch_size = spec.model.batch_size or spec.fit.batch_size
    batches = min(spec.fit.steps_per_epoch or rows, -(-rows // batch_size))
    jit = _jit(spec, steps, batches * spec.fit.epochs, gpu=gpu)
    return Pace(_chunk(spec, steps, batch_size, batches), jit)


def _chunk(spec: ExperimentSpec, steps: Sequence[Step], batch_size: int, batches: int) -> int:
    assert spec.compile is not None
    if spec.compile.run_eagerly or any(wants_single_batches(callback) for callback in spec.fit.callbacks):
        return 1
    if spec.compile.steps_per_execution > 1:
        return spec.compile.steps_per_execution
    # Backwards takes about twice what forwards takes.
    flops = 3 * batch_size * sum(step.outcome.flops or 0 for step in steps if step.outcome)
    seconds = CALL_SECONDS * _calls(steps) + flops / OPERATIONS_PER_SECOND
    return max(1, min(batches, round(CHUNK_SECONDS / max(seconds, 1e-9))))


def _jit(spec: ExperimentSpec, steps: Sequence[Step], total: int, *, gpu: bool) -> bool:
    assert spec.compile is not None
    if spec.compile.run_eagerly or spec.runtime.jit is False or spec.runtime.deterministic is True:
        # Operations that repeat to the bit are not compiled by XLA.
        return False
    if spec.runtime.jit is True:
        return True
    names = {name for step in steps for name in _names(step)}
    if spec.model.dtype == "string" or names & _UNCOMPILED:
        return False
    if gpu:
        return True
    if any("Conv" in name or "Pooling" in name for name in names):
        # Convolutions, and what slides like them, are slow in XLA on a CPU.
        return False
    return total * SAVED_SECONDS * _calls(steps) > _compile_seconds(steps)


def _compile_seconds(steps: Sequence[Step]) -> float:
    recurrent = sum(name in RECURRENT for step in steps for name in _names(step))
    layers = COMPILE_SECONDS_PER_LAYER * len(steps) + COMPILE_SECONDS_PER_RECURRENT * recurrent
    return COMPILE_SECONDS + layers


def _calls(steps: Iterable[Step]) -> int:
    """Return how many kernels follow one another: a layer counts 1, a recurrent one its time steps."""
    return sum(_time_steps(step) if set(RECURRENT).intersection(_names(step)) else 1 for step in steps)


def _time_steps(step: Step) -> int:
    return (step.input_shape[0] if step.input_shape else None) or 1


def _names(step: Step) -> list[str]:
    """Return the names of a layer and of the layers inside it."""
    return list(names_inside(step.placed.layer))


def names_inside(layer: ObjectSpec) -> Iterable[str]:
    """Yield the name of a layer and those of the layers inside it."""
    yield layer.keras_name
    for value in layer.arguments.values():
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, ObjectSpec) and item.kind == "layer":
                yield from names_inside(item)


def wants_single_batches(callback: ObjectSpec) -> bool:
    """Tell whether a Keras callback acts at single batches: then every call is one batch."""
    arguments = callback.filled_arguments()
    if callback.keras_name == "TensorBoard":
        return bool(arguments["update_freq"] != "epoch" or arguments["profile_batch"])
    return bool(arguments.get("save_freq", "epoch") != "epoch")
