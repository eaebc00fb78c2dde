"""A spec back to plain data and YAML text, with every default and override filled in: resolved.yaml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.rule import Refused
from kerasrun.source.scalar import ScalarError, parse_scalar
from kerasrun.spec.base import SpecModel
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.expect import Expectation
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.function import PythonSpec
from kerasrun.spec.model import RepeatSpec
from kerasrun.spec.object import ObjectSpec
from kerasrun.spec.source import CsvSpec, ImagesSpec, NpzSpec

Rewrite = Callable[[str], str]
"""A path as the spec has it to the path as the resolved spec should have it."""


def resolve_spec(spec: ExperimentSpec, *, data_path: Rewrite, code_path: Rewrite) -> dict[str, Any]:
    """Return the spec as plain data: parsed again, it is the same experiment.

    Args:
        spec: a valid spec.
        data_path: moves the path of a data file, which is relative to the spec.
        code_path: moves the path of a Python file.
    """
    resolved: dict[str, Any] = _Resolver(data_path, code_path).plain(spec)
    if spec.model.batch_size is not None:
        # A fixed batch size holds for training too: the default beside it would contradict it.
        resolved["fit"]["batch_size"] = spec.model.batch_size
    return resolved


class _Resolver:
    def __init__(self, data_path: Rewrite, code_path: Rewrite) -> None:
        self.data_path = data_path
        self.code_path = code_path

    def plain(self, value: Any) -> Any:
        match value:
            case ObjectSpec():
                return self._object(value)
            case SourceSpec():
                arguments = self.plain(value.arguments)
                return {value.name: arguments} if arguments else value.name
            case SpecModel():
                return self._section(value)
            case tuple() | list() if value and all(isinstance(item, Expectation) for item in value):
                return {item.key: f"{item.sign} {item.bound!r}" for item in value}
            case tuple() | list():
                return [self.plain(item) for item in value]
            case dict():
                return {key: self.plain(item) for key, item in value.items()}
        return value

    def _section(self, value: SpecModel) -> dict[str, Any]:
        match value:
            case PythonSpec():
                return {"python": f"{self.code_path(value.file)}:{value.function}"}
            case RepeatSpec():
                return {"repeat": {"times": value.times, "layers": self.plain(value.layers)}}
        fields = {name: self.plain(getattr(value, name)) for name in type(value).model_fields}
        if isinstance(value, NpzSpec | CsvSpec | ImagesSpec):
            fields["path"] = self.data_path(value.path)
        return {name: field for name, field in fields.items() if not _is_empty(field)}

    def _object(self, value: ObjectSpec) -> Any:
        if value.is_alias and value.kind != "optimizer":
            # Keras gives an alias its own meaning, such as `accuracy`, which depends on the loss.
            return value.name
        arguments = {}
        for name, argument in value.filled_arguments().items():
            rule = catalogue.rule(value.kind, value.keras_name, name)
            # A null that the user wrote over another default says something; a null by default does not.
            if not isinstance(rule, Refused) and (argument is not None or name in value.arguments):
                arguments[name] = self.plain(argument)
        return {value.keras_name: arguments} if arguments else value.keras_name


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, list | dict) and not value)


def format_spec(data: Any) -> str:
    """Return plain data as YAML text that `source` reads back to the same data."""
    return yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, default_flow_style=None, width=110, allow_unicode=True
    )


class _Dumper(yaml.SafeDumper):
    """Writes for a YAML 1.2 reader: text that would read as a number, a constant or null is quoted."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    try:
        plain = parse_scalar(text) == text
    except ScalarError:
        plain = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


_Dumper.add_representer(str, _represent_text)
