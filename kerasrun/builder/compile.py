"""The `compile` section to a compiled model."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping
from typing import Any

import keras

from kerasrun.builder.code import build_function
from kerasrun.builder.formula import build_formula
from kerasrun.builder.object import build_object
from kerasrun.spec.compile import CompileSpec
from kerasrun.spec.function import FormulaSpec, FunctionSpec, PythonSpec
from kerasrun.spec.object import ObjectSpec


def compile_model(
    model: keras.Sequential,
    spec: CompileSpec,
    *,
    jit: bool | str = "auto",
    code: Mapping[str, pathlib.Path] | None = None,
    allow_code: bool = False,
) -> None:
    """Compile `model` as `spec` says.

    Args:
        model: the built model.
        spec: the `compile` section.
        jit: Keras's `jit_compile`.
        code: the file of each `{python: ...}`, by the text of the spec.
        allow_code: whether that code may run.

    Raises:
        UsageError: the spec names code and `allow_code` is false.
        BuildError: the code fails.
    """

    def function(part: FunctionSpec) -> Any:
        return _build_function(part, code or {}, allow_code)

    model.compile(
        optimizer=build_object(spec.optimizer),
        loss=function(spec.loss),
        metrics=[_build_metric(part, function) for part in spec.metrics],
        weighted_metrics=[_build_metric(part, function) for part in spec.weighted_metrics] or None,
        run_eagerly=spec.run_eagerly,
        steps_per_execution=spec.steps_per_execution,
        jit_compile=False if spec.run_eagerly else jit,
        auto_scale_loss=spec.auto_scale_loss,
    )


def _build_metric(part: FunctionSpec, function: Callable[[FunctionSpec], Any]) -> Any:
    built = function(part)
    if isinstance(part, ObjectSpec):
        return built
    name = part.name if isinstance(part, FormulaSpec) else part.function
    return keras.metrics.MeanMetricWrapper(built, name=name)


def _build_function(part: FunctionSpec, code: Mapping[str, pathlib.Path], allow_code: bool) -> Any:
    if isinstance(part, FormulaSpec):
        return build_formula(part.tree, part.name)
    if isinstance(part, PythonSpec):
        return build_function(part, code[part.python], allow_code=allow_code)
    return build_object(part)
