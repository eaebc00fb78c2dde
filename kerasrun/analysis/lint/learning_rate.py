"""Lints on the learning rate and its schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log
from typing import Any

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import find_learners
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.errors import Path
from kerasrun.spec.object import ObjectSpec

_ADAPTIVE = frozenset({"Adam", "AdamW", "Adamax", "Lion", "Nadam", "RMSprop", "ScheduleFreeAdamW"})
"""Every step of these is about as long as the learning rate, however small the gradient."""
MOST_ADAPTIVE = 0.01
MOST_PLAIN = 1.0
LEAST = 1e-7
"""About the distance of two float32 numbers near 1: smaller steps are lost in rounding."""
FAR = 10
"""A schedule that is this many times longer than training hardly moves."""
IDLE = 0.25
"""Share of training that may pass at a learning rate near zero."""
GONE = 1e-3
"""Part of the first learning rate at which training stands still."""
_CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


@lint("KR336", "warning")
def rate_out_of_range(case: Case) -> Iterator[Finding]:
    """Steps that are too long for an adaptive optimizer, or too short to change a weight."""
    for path, optimizer in _optimizer(case):
        rate = _peak(optimizer)
        if rate < LEAST:
            message = f"expected a learning rate of {LEAST:g} or more, received {rate:g}"
            yield Finding(message, path, "0.001 is usual; steps this short are lost in rounding")
        elif rate > MOST_ADAPTIVE and optimizer.keras_name in _ADAPTIVE and not _is_linear(case):
            message = f"expected at most {MOST_ADAPTIVE:g} for {optimizer.name}, received {rate:g}"
            hint = "write 0.001: each step moves every weight by about this much"
            yield Finding(message, path, hint)


@lint("KR337", "warning")
def plain_rate_too_high(case: Case) -> Iterator[Finding]:
    """SGD with steps that throw the weights out of the range of numbers."""
    for path, optimizer in _optimizer(case):
        rate = _peak(optimizer)
        clipped = any(optimizer.arguments.get(key) for key in _CLIPS)
        safe = _is_linear(case) and (case.loss or "").endswith("Crossentropy")
        if optimizer.keras_name == "SGD" and rate >= MOST_PLAIN and not clipped and not safe:
            message = f"expected a learning rate below {MOST_PLAIN:g} for SGD, received {rate:g}"
            yield Finding(message, path, "write 0.01 to 0.1, or add `clipnorm: 1.0`")


@lint("KR339", "warning")
def schedule_of_another_length(case: Case) -> Iterator[Finding]:
    """A schedule that is over long before training is, or has hardly begun when it ends."""
    total = _steps(case)
    for path, optimizer in _optimizer(case):
        schedule = optimizer.arguments.get("learning_rate")
        if total and isinstance(schedule, ObjectSpec):
            yield from _check_length(case, (*path, schedule.name), schedule, total)


def _check_length(case: Case, path: Path, schedule: ObjectSpec, total: int) -> Iterator[Finding]:
    filled, epochs = schedule.filled_arguments(), case.spec.fit.epochs
    key = next(key for key in ("decay_steps", "first_decay_steps", "boundaries") if key in filled)
    length = filled[key][0] if key == "boundaries" else filled[key]
    what = f"{epochs:,} epoch{'s' if epochs > 1 else ''}, {total:,} steps"
    message = f"expected {key} that go with the length of training, {what}, received {length:,}: "
    if length > FAR * total or (length >= total and (key == "boundaries" or filled.get("staircase"))):
        message += "the learning rate stays as it is"
    elif (end := _end(schedule, filled)) is not None and end < (1 - IDLE) * total:
        message += f"from step {end:,.0f} on the learning rate is as good as 0"
    else:
        return
    better = f"[{total // 2}]" if key == "boundaries" else f"{total}"
    hint = f"steps are batches, not epochs: write `{key}: {better}`, or train for longer"
    yield Finding(message, (*path, key), hint)


def _end(schedule: ObjectSpec, filled: Mapping[str, Any]) -> float | None:
    """Return the step after which training stands still; None where it never does."""
    first = float(filled.get("initial_learning_rate") or filled.get("warmup_target") or 0)
    length, decay = float(filled.get("decay_steps") or 0), float(filled.get("decay_rate") or 0)
    match schedule.keras_name:
        case "CosineDecay" if filled["alpha"] <= GONE:
            return length + float(filled["warmup_steps"] or 0)
        case "PolynomialDecay" if not filled["cycle"] and filled["end_learning_rate"] <= GONE * first:
            return length
        case "ExponentialDecay" if 0 < decay < 1:
            return length * log(GONE) / log(decay)
        case "InverseTimeDecay" if decay > 0:
            return length * (1 / GONE - 1) / decay
    return None


def _optimizer(case: Case) -> Iterator[tuple[Path, ObjectSpec]]:
    """Yield the optimizer that takes the steps, with the path of its learning rate."""
    optimizer = case.spec.compile.optimizer if case.spec.compile else None
    if optimizer is None:
        return
    path: Path = ("compile", "optimizer", optimizer.name)
    if optimizer.keras_name == "LossScaleOptimizer":
        optimizer = optimizer.arguments["inner_optimizer"]
        path = (*path, "inner_optimizer", optimizer.name)
    yield (*path, "learning_rate"), optimizer


def _peak(optimizer: ObjectSpec) -> float:
    """Return the highest learning rate that the optimizer comes to."""
    rate = optimizer.filled_arguments()["learning_rate"]
    if not isinstance(rate, ObjectSpec):
        return float(rate)
    filled = rate.filled_arguments()
    if "values" in filled:
        return float(max(filled["values"]))
    return float(max(filled["initial_learning_rate"], filled.get("warmup_target") or 0))


def _steps(case: Case) -> int:
    """Return how often the whole training changes the weights; 0 where that is not known."""
    fit, fixed = case.spec.fit, case.spec.model.batch_size
    rows, size = case.rows.get("train", 0), fixed or fit.batch_size
    batches = rows // size if fixed else -(-rows // size)
    return fit.epochs * min(fit.steps_per_epoch or batches, batches) // fit.accumulate


def _is_linear(case: Case) -> bool:
    """Tell whether the model is a single layer, for which long steps are safe."""
    return len(find_learners(case.steps)) <= 1
