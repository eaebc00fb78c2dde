"""Write keras.json from the installed Keras: `python -m kerasrun.catalogue.generate [--check]`.

In: the public modules of Keras. Out: keras.json beside this file, sorted, one line per argument so that a
diff of two Keras versions reads well. `make catalogue` calls it, and so does the test of the checked-in file.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import keras
from keras.src import activations, constraints, initializers, losses, metrics, optimizers, regularizers

from kerasrun.catalogue.rule import Kind

FILE = Path(__file__).with_name("keras.json")

_PUBLIC: dict[Kind, tuple[ModuleType, type]] = {
    "layer": (keras.layers, keras.layers.Layer),
    "optimizer": (keras.optimizers, keras.optimizers.Optimizer),
    "schedule": (keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule),
    "loss": (keras.losses, keras.losses.Loss),
    "metric": (keras.metrics, keras.metrics.Metric),
    "callback": (keras.callbacks, keras.callbacks.Callback),
    "initializer": (keras.initializers, keras.initializers.Initializer),
    "regularizer": (keras.regularizers, keras.regularizers.Regularizer),
    "constraint": (keras.constraints, keras.constraints.Constraint),
}

# The tables behind `keras.<kind>s.get`: they resolve more strings than the public modules have names.
_STRINGS: dict[Kind, dict[str, Any]] = {
    "optimizer": optimizers.ALL_OBJECTS_DICT,
    "loss": losses.ALL_OBJECTS_DICT,
    # compile() itself resolves "acc", before it asks metrics.get().
    "metric": {**metrics.ALL_OBJECTS_DICT, "acc": keras.metrics.Accuracy},
    "initializer": initializers.ALL_OBJECTS_DICT,
    "regularizer": regularizers.ALL_OBJECTS_DICT,
    "constraint": constraints.ALL_OBJECTS_DICT,
    "activation": activations.ALL_OBJECTS_DICT,
}

# `BaseImagePreprocessingLayer` takes `factor` for its children; those that use it name it themselves.
_INTERNAL = {"factor"}

_NO_DEFAULT = inspect.Parameter.empty
_HIDDEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def generate() -> str:
    """Return the text of keras.json for the installed Keras."""
    kinds = {kind: _activations() if kind == "activation" else _classes(kind) for kind in get_args(Kind)}
    blocks = ",\n".join(f"{json.dumps(kind)}: {{\n{_format_entries(kinds[kind])}\n}}" for kind in kinds)
    return f'{{\n"keras": {json.dumps(keras.__version__)},\n"kinds": {{\n{blocks}\n}}\n}}\n'


def main(arguments: list[str]) -> int:
    """Write keras.json, or with `--check` only compare it; return the exit code, 1 for an outdated file."""
    text = generate()
    if arguments == ["--check"]:
        return 0 if FILE.is_file() and FILE.read_text("utf-8") == text else 1
    FILE.write_text(text, "utf-8")
    return 0


def _classes(kind: Kind) -> dict[str, dict[str, Any]]:
    module, base = _PUBLIC[kind]
    public = {name: value for name, value in vars(module).items() if _is_class(value, base)}
    entries = {}
    for cls in dict.fromkeys(public.values()):
        own = sorted(name for name, value in public.items() if value is cls)
        # GroupQueryAttention is exported under another name than its class has.
        name = cls.__name__ if cls.__name__ in own else own[0]
        strings = (text for text, value in _STRINGS.get(kind, {}).items() if _names_class(value, cls))
        entries[name] = _entry(cls, _constructor_arguments(cls), {*own, *strings} - {name})
    return entries


def _activations() -> dict[str, dict[str, Any]]:
    entries = {}
    functions = activations.ALL_OBJECTS_DICT
    for function in dict.fromkeys(functions.values()):
        name = function.__name__
        aliases = {text for text, value in functions.items() if value is function} - {name}
        tensor, *parameters = inspect.signature(function).parameters.values()
        entries[name] = _entry(function, parameters, aliases)
    return entries


def _is_class(value: object, base: type) -> bool:
    return inspect.isclass(value) and issubclass(value, base)


def _names_class(value: Any, cls: type) -> bool:
    """Tell whether a string table's `value`, a class or a loss function, stands for the class `cls`."""
    if inspect.isclass(value):
        return value is cls
    return issubclass(cls, keras.losses.Loss) and cls is not keras.losses.Loss and cls().fn is value


def _entry(value: Any, parameters: Iterable[inspect.Parameter], aliases: set[str]) -> dict[str, Any]:
    arguments = [
        {"name": parameter.name}
        | ({} if parameter.default is _NO_DEFAULT else {"default": parameter.default})
        for parameter in parameters
    ]
    return {"doc": _first_sentence(value), "aliases": sorted(aliases), "arguments": arguments}


def _constructor_arguments(cls: type) -> list[inspect.Parameter]:
    """Return what `cls(...)` takes by name, with the arguments that reach base classes through `**kwargs`."""
    owner = _constructing(cls.__mro__)
    if owner is object:
        return []
    signature = inspect.signature(vars(owner)["__init__"]).parameters
    _self, *named = (parameter for parameter in signature.values() if parameter.kind not in _HIDDEN)
    taken = {parameter.name for parameter in named} | _INTERNAL
    return named + [parameter for parameter in _forwarded(owner) if parameter.name not in taken]


def _constructing(classes: Iterable[type]) -> type:
    """Return the first of `classes` that has a constructor of its own."""
    return next(cls for cls in classes if "__init__" in vars(cls))


def _forwarded(cls: type) -> list[inspect.Parameter]:
    """Return the parameters of the next constructor that `super().__init__(..., **kwargs)` leaves open."""
    call = _super_call(cls)
    if call is None:
        return []
    parameters = _constructor_arguments(_constructing(cls.__mro__[1:]))[len(call.args) :]
    fixed = {keyword.arg for keyword in call.keywords}
    return [parameter for parameter in parameters if parameter.name not in fixed]


def _super_call(cls: type) -> ast.Call | None:
    """Return the call `super().__init__(..., **kwargs)` in the constructor of `cls`, or None."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(vars(cls)["__init__"])))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "super().__init__"
            and any(keyword.arg is None for keyword in node.keywords)
        ):
            return node
    return None


def _first_sentence(value: Any) -> str:
    paragraph = inspect.cleandoc(value.__doc__ or "").split("\n\n")[0]
    text = " ".join(paragraph.split())
    return text.split(". ")[0].rstrip(".") + "." if text else ""


def _format_entries(entries: dict[str, dict[str, Any]]) -> str:
    return ",\n".join(f" {json.dumps(name)}: {_format_entry(entries[name])}" for name in sorted(entries))


def _format_entry(entry: dict[str, Any]) -> str:
    arguments = ",\n".join(f"   {json.dumps(argument, allow_nan=False)}" for argument in entry["arguments"])
    lines = [
        f'  "doc": {json.dumps(entry["doc"])}',
        f'  "aliases": {json.dumps(entry["aliases"])}',
        f'  "arguments": [\n{arguments}\n  ]' if arguments else '  "arguments": []',
    ]
    return "{\n" + ",\n".join(lines) + "\n }"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
