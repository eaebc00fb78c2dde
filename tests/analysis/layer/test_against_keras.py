"""Every layer rule against the real layer: random arguments, shapes and dtypes, and random stacks."""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass
from typing import Any

import keras
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, given, settings

from kerasrun.analysis.layer.analyse import analyse_layer
from kerasrun.analysis.layer.rule import Outcome, RankError, Shape, ShapeError
from kerasrun.builder.adapt import needs_adapt
from kerasrun.builder.object import build_object
from kerasrun.spec.object import ObjectSpec
from tests.analysis.layer.strategy import BATCH, NAMES, Case, cases, stacks

CASES = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FREE = 12
"""Values on a free axis."""


@dataclass(frozen=True)
class Real:
    """What Keras does: declared when the model is built, and seen when values pass."""

    declared: Shape
    seen: Shape
    dtype: str
    weights: list[tuple[tuple[int, ...], bool]]


def ask_keras(case: Case) -> Real | Exception:
    """Build the real layer, call it on a symbol and on values as training does; return its refusal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        keras.utils.set_random_seed(0)
        try:
            layer = build_object(case.layer)
            output = layer(keras.Input(case.shape, batch_size=case.batch_size, dtype=case.dtype))
            result = call_on_values(layer, case)
        except Exception as error:
            return error
    # What a model trains: `layer.trainable_weights` leaves out more, but only where one asks the layer alone.
    weights = [(tuple(weight.shape), bool(weight.trainable)) for weight in layer.weights]
    dtype = keras.backend.standardize_dtype(result.dtype)
    return Real(tuple(output.shape[1:]), tuple(result.shape[1:]), dtype, weights)


def call_on_values(layer: Any, case: Case) -> Any:
    shape = [BATCH, *(FREE if size is None else size for size in case.shape)]
    values = tf.fill(shape, "a b c d") if case.dtype == "string" else tf.zeros(shape, case.dtype)
    if needs_adapt(layer) and case.layer.keras_name != "Normalization":
        # It cannot be called before; Keras declares the shape it has until then.
        layer = build_object(case.layer)
        if case.dtype != "string":
            values = tf.cast(tf.reshape(tf.range(7, 7 + math.prod(shape)), shape), case.dtype)
        layer.adapt(values)
    return layer(values, training=True) if layer._call_has_training_arg else layer(values)


def ask_rule(case: Case) -> Outcome | ShapeError:
    try:
        return analyse_layer(case.layer, case.shape, case.dtype, batch_size=case.batch_size)
    except ShapeError as error:
        return error


def fits(shape: Shape, seen: Shape) -> bool:
    return len(shape) == len(seen) and all(
        want in (None, have) for want, have in zip(shape, seen, strict=True)
    )


def is_excused(case: Case, real: Real | Exception, rule: Outcome | ShapeError) -> bool:
    """Tell whether there is a reason to disagree: each line is one."""
    message = str(real) if isinstance(real, Exception) else ""
    if case.layer.keras_name in ("AugMix", "RandAugment"):
        # They draw what they do: a change that wants colours, or fractions, may not be among it.
        return True
    if isinstance(rule, ShapeError):
        return isinstance(real, Real) and (
            # What is built on the shape that Keras declares does not fit the values that come.
            not fits(real.declared, real.seen)
            # Some layers pass text on, but no model can learn from it.
            or "received text" in rule.message
            # What Keras declares and what it gives, or the sizes it multiplies, agree by chance.
            or any(
                sign in rule.message + str(rule.hint)
                for sign in (
                    "(batch, ids)",
                    "`noise_shape`",
                    "make the equation fit",
                    "the last axes",
                    "glu",
                    "both ways",
                )
            )
            # Some types of whole numbers pass where a slope, a range or a penalty is meant for fractions.
            or "whole numbers" in rule.message
            # Nothing learns from an axis named twice, or from the places of examples in a batch.
            or "each axis once" in rule.message
            or "0 is the batch" in str(rule.hint)
            # Keras takes the batch for the height of a single image.
            or (isinstance(rule, RankError) and rule.rank == 3 and len(case.shape) == 2)
        )
    if isinstance(real, Exception):
        return (
            # The values here are not in the vocabulary, and there is no id for those that are not.
            case.layer.arguments.get("num_oov_indices") == 0
            # Half precision, channels_first and dilation are not on every device for every layer.
            or "float16" in str(case.layer.arguments.get("dtype"))
            or re.search("NHWC|not yet support dilation", message) is not None
            # The size that stands for a free axis here happens not to fit.
            or (None in case.shape and "incompatible" not in message)
        )
    return False


def differs(case: Case) -> str | None:
    """Return how the rule and Keras disagree without a reason, None where they agree."""
    rule = ask_rule(case)
    if isinstance(rule, ShapeError) and "divides by zero" in (rule.hint or ""):
        # TensorFlow ends the whole process (SIGFPE), this test with it.
        return None
    real = ask_keras(case)
    if isinstance(real, Exception) or isinstance(rule, ShapeError):
        agree = isinstance(real, Exception) and isinstance(rule, ShapeError)
        return None if agree or is_excused(case, real, rule) else f"rule: {rule!r}, Keras: {real!r}"
    if rule.shape != real.declared or not (fits(rule.shape, real.seen) or misdeclared(case)):
        return f"shape {rule.shape}, Keras declares {real.declared} and gives {real.seen}"
    weights = [(weight.shape, weight.trainable) for weight in rule.weights]
    if weights != real.weights:
        return f"weights {weights}, Keras {real.weights}"
    if rule.dtype != real.dtype and not promotes(case):
        return f"dtype {rule.dtype}, Keras {real.dtype}"
    return None


def misdeclared(case: Case) -> bool:
    """Tell whether Keras declares another shape than it gives and the rule follows it, as later layers do."""
    name, arguments = case.layer.keras_name, case.layer.filled_arguments()
    if name in ("TimeDistributed", "SpectralNormalization"):
        return bool(arguments["layer"].keras_name == "EinsumDense")
    return bool(
        # One frame too many where the stride divides the samples plus one.
        (name == "MelSpectrogram" and ((case.shape[0] or FREE) + 1) % arguments["sequence_stride"] == 0)
        # Few values, or a coarse `epsilon`, make fewer bins than wanted.
        or (name == "Discretization" and arguments["bin_boundaries"] is None)
        # The axis of the single text, which is gone.
        or (name == "TextVectorization" and arguments["output_mode"] != "int")
        # The axes that `...` stands for, in reverse.
        or (name == "EinsumDense" and arguments["equation"].startswith("..."))
    )


def promotes(case: Case) -> bool:
    """Tell whether whole numbers meet half precision, or a layer computes in float32 all the same."""
    return "float16" in str(case.layer.arguments.get("dtype")) and (
        "float" not in case.dtype or case.layer.keras_name in ("TimeDistributed", "CenterCrop")
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_agrees_with_keras(name: str) -> None:
    @settings(CASES)
    @given(cases(name))
    def agrees(case: Case) -> None:
        assert differs(case) is None

    agrees()


@settings(CASES, max_examples=150)
@given(stacks())
def test_whole_stacks_agree_with_keras(case: tuple[Shape, list[ObjectSpec]]) -> None:
    shape, stack = case
    start, dtype, outcomes = shape, "float32", []
    for layer in stack:
        outcomes.append(analyse_layer(layer, shape, dtype))
        shape, dtype = outcomes[-1].shape, outcomes[-1].dtype or dtype
    model = keras.Sequential([keras.Input(start), *map(build_object, stack)])
    shapes = [tuple(layer.output.shape[1:]) for layer in model.layers]
    assert shapes == [outcome.shape for outcome in outcomes]
    assert model.count_params() == sum(outcome.parameters for outcome in outcomes)
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    assert trainable == sum(outcome.trainable_parameters for outcome in outcomes)
