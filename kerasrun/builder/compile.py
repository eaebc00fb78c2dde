"""The `compile` section to a compiled model, and to one that plain Keras can load."""

from __future__ import annotations

import pathlib
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras

from kerasrun.builder.code import build_function
from kerasrun.builder.formula import build_formula
from kerasrun.builder.object import build_object
from kerasrun.builder.refusal import plain_message, refusal
from kerasrun.builder.saving import require_saveable
from kerasrun.errors import BuildError
from kerasrun.source.document import Document
from kerasrun.spec.compile import CompileSpec
from kerasrun.spec.function import FormulaSpec, FunctionSpec, PythonSpec
from kerasrun.spec.object import ObjectSpec


def compile_model(
    model: keras.Sequential,
    spec: CompileSpec,
    *,
    document: Document,
    jit: bool | str = "auto",
    code: Mapping[str, pathlib.Path] | None = None,
    allow_code: bool = False,
) -> None:
    """Compile `model` as `spec` says.

    `model.jit_compile` is false where Keras cannot compile the model with XLA.

    Args:
        model: the built model.
        spec: the `compile` section.
        document: tells the line of what Keras refuses.
        jit: Keras's `jit_compile`.
        code: the file of each `{python: ...}`, by the text of the spec.
        allow_code: whether that code may run.

    Raises:
        UsageError: the spec names code and `allow_code` is false.
        BuildError: the code fails, or Keras refuses an object; says where it stands.
    """

    def function(part: FunctionSpec, *path: str | int) -> Any:
        if isinstance(part, PythonSpec):
            mark = document.value_mark(("compile", *path))
            return build_function(part, (code or {})[part.python], allow_code=allow_code, mark=mark)
        if isinstance(part, FormulaSpec):
            return build_formula(part.tree, part.name)
        return _build_part(part, path, document)

    def metrics(key: str, parts: Sequence[FunctionSpec]) -> list[Any]:
        return [_as_metric(part, function(part, key, index)) for index, part in enumerate(parts)]

    arguments = {
        "optimizer": _build_part(spec.optimizer, ("optimizer",), document),
        "loss": function(spec.loss, "loss"),
        "metrics": metrics("metrics", spec.metrics),
        "weighted_metrics": metrics("weighted_metrics", spec.weighted_metrics) or None,
    }
    with warnings.catch_warnings():
        # `model.jit_compile` tells the caller.
        warnings.filterwarnings("ignore", "Model doesn't support `jit_compile=True`")
        try:
            model.compile(
                **arguments,
                run_eagerly=spec.run_eagerly,
                steps_per_execution=spec.steps_per_execution,
                jit_compile=False if spec.run_eagerly else jit,
                auto_scale_loss=spec.auto_scale_loss,
            )
        except Exception as error:
            mark = document.key_mark(("compile",))
            raise BuildError(f"compile: Keras refuses it: {plain_message(error)}", mark=mark) from error


def make_portable(spec: CompileSpec) -> Callable[[keras.Sequential], keras.Sequential]:
    """Return what turns a compiled model into the one to save: all of it can be loaded by plain Keras.

    Formulas and the user's code are no part of Keras. Metrics of that kind are left out. Where the loss is
    one, the whole compile part is: Keras would show a loss of 0 for a model without one. The optimizer stays,
    so that its state is saved.
    """
    kept = [_ours(spec.metrics), _ours(spec.weighted_metrics)]
    loss = spec.loss if isinstance(spec.loss, ObjectSpec) else None

    def portable(model: keras.Sequential) -> keras.Sequential:
        if loss is not None and kept == [spec.metrics, spec.weighted_metrics]:
            return model
        start = keras.Input(batch_shape=model.input_shape, dtype=model.inputs[0].dtype)
        copy = keras.Sequential([start, *model.layers], name=model.name)
        if loss is None:
            copy.optimizer = model.optimizer
        else:
            metrics, weighted = ([build_object(part) for part in parts] for parts in kept)
            copy.compile(model.optimizer, build_object(loss), metrics=metrics, weighted_metrics=weighted)
        return copy

    return portable


def _ours(parts: Sequence[FunctionSpec]) -> list[ObjectSpec]:
    return [part for part in parts if isinstance(part, ObjectSpec)]


def _build_part(part: ObjectSpec, path: Sequence[str | int], document: Document) -> Any:
    place = ("compile", *path)
    try:
        built = build_object(part)
    except Exception as error:
        raise refusal(error, part.name, place, document) from error
    require_saveable(built, part.name, place, document)
    return built


def _as_metric(part: FunctionSpec, built: Any) -> Any:
    if isinstance(part, ObjectSpec):
        return built
    name = part.name if isinstance(part, FormulaSpec) else part.function
    return keras.metrics.MeanMetricWrapper(_per_row(built), name=name)


def _per_row(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return the function with one number for a whole batch given to each of its rows.

    Keras would count a short last batch as much as a full one.
    """

    def measure(y_true: Any, y_pred: Any) -> Any:
        value = keras.ops.convert_to_tensor(function(y_true, y_pred))
        return (
            keras.ops.broadcast_to(value, (keras.ops.shape(y_pred)[0],)) if len(value.shape) == 0 else value
        )

    return measure
