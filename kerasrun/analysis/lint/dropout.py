"""Lints on dropout and noise: too much, or where it does harm."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.layer.family import family_of
from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.lint.learner import in_line, inner_layer, inner_path, kind
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step
from kerasrun.spec.object import ObjectSpec

_DROPOUTS = frozenset({"Dropout", "AlphaDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"})
_NOISES = _DROPOUTS | {"GaussianDropout", "GaussianNoise"}
_BETWEEN = frozenset({"activation", "pooling", "reshaping"})
_RATES = ("rate", "dropout", "recurrent_dropout")
MOST = 0.7
"""GoogLeNet drops 0.7 in front of a classifier; more is used hardly anywhere."""


@lint("KR327", "error")
def noise_after_the_end(case: Case) -> Iterator[Finding]:
    """Dropout or noise on the very numbers that the loss looks at."""
    if case.spec.compile is None or case.output is None:
        return
    last = next(index for index, step in enumerate(case.steps) if step is case.output.layer)
    tail = case.steps[last + 1 :]
    for index, step in enumerate(tail):
        if any(family_of(kind(after)) == "pooling" for after in tail[index:]):
            # Class maps that are averaged afterwards lose little.
            continue
        if kind(step) in _NOISES and _strength(inner_layer(step)) > 0:
            message = f"expected no {kind(step)} behind the last layer, received one: the loss sees its noise"
            hint = f"move it before the {case.output.layer.placed.layer.name}, or delete it"
            yield Finding(message, layer_path(step), hint, at_key=True)


@lint("KR328", "warning")
def drops_too_much(case: Case) -> Iterator[Finding]:
    """A rate that leaves hardly anything: most often the share to keep, not the share to drop."""
    for step in case.steps:
        layer = inner_layer(step)
        for key in _RATES:
            rate = layer.arguments.get(key)
            if isinstance(rate, int | float) and rate > MOST:
                message = (
                    f"expected a rate of at most {MOST}, received {rate:g}: it is the share that is dropped"
                )
                hint = f"0.2 to 0.5 are usual; to keep a share of {rate:g}, write {1 - rate:.2g}"
                yield Finding(message, (*inner_path(step), key), hint)


@lint("KR329", "warning")
def dropout_before_normalization(case: Case) -> Iterator[Finding]:
    """Dropout whose noise a batch normalisation takes into its moving variance."""
    before: Step | None = None
    for step in case.steps:
        if kind(step) == "BatchNormalization" and before is not None:
            normalization = f"BatchNormalization{in_line(case, step)}"
            message = f"expected no {kind(before)} just before the {normalization}, received one"
            hint = "move it behind the BatchNormalization, whose variance it spoils"
            yield Finding(message, layer_path(before), hint, at_key=True)
            before = None
        elif kind(step) in _DROPOUTS and _strength(inner_layer(step)) > 0:
            before = step
        elif family_of(kind(step)) not in _BETWEEN:
            before = None


def _strength(layer: ObjectSpec) -> float:
    return float(layer.arguments.get("rate", layer.arguments.get("stddev", 0)))
