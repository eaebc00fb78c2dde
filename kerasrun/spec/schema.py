"""The JSON Schema of a spec, for editors: made from the section models, the catalogue and its rules.

Out: one mapping of draft-07, which `kerasrun schema` and `kerasrun init` write. It knows what a value may be
by itself; what goes with what, `kerasrun validate` alone knows.
"""

from __future__ import annotations

import json
from typing import Any, Final

from kerasrun import __version__
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.article import codes
from kerasrun.spec.compile import CompileSpec
from kerasrun.spec.data import FRACTION, DataSpec
from kerasrun.spec.expect import BOUND, KEY
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.fit import FitSpec
from kerasrun.spec.function import FormulaSpec, PythonSpec
from kerasrun.spec.lint import LintSpec
from kerasrun.spec.model import ModelSpec, RepeatSpec
from kerasrun.spec.runtime import RuntimeSpec
from kerasrun.spec.schema_object import object_definitions
from kerasrun.spec.schema_rule import Schema, refer, rule_to_schema
from kerasrun.spec.schema_section import section_schema

AUTHOR: Final = "Written by kerasrun"
"""How the `$comment` of every schema from here begins."""

_EXTENDING: Final = "extending."
"""Prefix of the definitions for a file with `extends`: the file below it may hold what they lack."""


def json_schema() -> Schema:
    """Return the schema of a spec file, draft-07."""
    definitions = _definitions()
    _add_extending("experiment", definitions)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": f"{AUTHOR} {__version__} for Keras {catalogue.keras_version()}; do not edit.",
        "if": {"required": ["extends"]},
        "then": refer(f"{_EXTENDING}experiment"),
        "else": refer("experiment"),
        "definitions": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(json_schema(), indent=1) + "\n"


def _definitions() -> dict[str, Schema]:
    definitions = dict(object_definitions())
    for section in (DataSpec, ModelSpec, CompileSpec, FitSpec, RuntimeSpec, LintSpec):
        definitions[section.section] = section_schema(section)
    experiment = section_schema(ExperimentSpec)
    experiment["properties"]["extends"] = _extends()
    definitions["experiment"] = experiment
    for kind in ("loss", "metric"):
        definitions[kind]["oneOf"] += [section_schema(FormulaSpec), section_schema(PythonSpec)]
    stacked = definitions["stacked_layer"]["oneOf"][0]["properties"]
    stacked["repeat"] = {
        "title": "repeat",
        "description": " ".join((RepeatSpec.__doc__ or "").split()),
        **section_schema(RepeatSpec),
    }
    mapping, name = definitions["source"]["oneOf"]
    definitions["share"] = {"oneOf": [mapping, rule_to_schema(FRACTION), name]}
    definitions["lint_code"] = {"enum": list(codes())}
    definitions["expectations"] = {
        "type": "object",
        "propertyNames": {"pattern": f"^{KEY}$"},
        "additionalProperties": {"type": "string", "pattern": rf"^\s*{BOUND}\s*$"},
    }
    return definitions


def _extends() -> Schema:
    path = {"type": "string"}
    return {
        "title": "extends",
        "description": "The spec, or the list of specs, that this one is laid over: mappings are merged key "
        "by key, everything else is replaced.",
        "anyOf": [path, {"type": "array", "items": path}],
    }


def _add_extending(name: str, definitions: dict[str, Schema]) -> None:
    """Add the definition of `name` and those it refers to without `required`; lists are replaced whole."""
    if _EXTENDING + name in definitions:
        return
    referred: list[str] = []

    def relaxed(schema: Any, inside_properties: bool = False) -> Any:
        if isinstance(schema, list):
            return [relaxed(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        copy = {}
        for key, value in schema.items():
            if inside_properties:
                copy[key] = relaxed(value)
            elif key == "$ref":
                referred.append(value.removeprefix("#/definitions/"))
                copy[key] = f"#/definitions/{_EXTENDING}{referred[-1]}"
            elif key != "required":
                copy[key] = value if key == "items" else relaxed(value, key == "properties")
        return copy

    definitions[_EXTENDING + name] = relaxed(definitions[name])
    for other in referred:
        _add_extending(other, definitions)
