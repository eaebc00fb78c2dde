"""A section of a spec, or the arguments of an object, as JSON Schema: one property for each field.

In: a pydantic model of `spec/`. Out: a schema of draft-07. `schema.py` and `schema_object.py` ask.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen, MinLen
from pydantic.fields import FieldInfo

from kerasrun.catalogue.legacy.flow import flow
from kerasrun.catalogue.rule import Refused
from kerasrun.spec.argument import ArgumentsModel
from kerasrun.spec.base import SpecModel
from kerasrun.spec.docstring import field_docs
from kerasrun.spec.object import ObjectSpec
from kerasrun.spec.parsed import Parsed
from kerasrun.spec.ruled import Ruled
from kerasrun.spec.schema_rule import Schema, or_null, refer, rule_to_schema
from kerasrun.spec.wording import describe_rule


def section_schema(model: type[SpecModel]) -> Schema:
    """Return the schema of the mapping that `model` checks; keys that a spec must not give are left out."""
    # Rules tell of the arguments of an object; looking for strings under them would take most of the time.
    docs = {} if issubclass(model, ArgumentsModel) else field_docs(model)
    fields = dict(_usable(model))
    required = [name for name, field in fields.items() if field.is_required()]
    return {
        "type": "object",
        "properties": {name: _property(name, field, docs.get(name)) for name, field in fields.items()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _usable(model: type[SpecModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        ruled = _find(field.metadata, Ruled)
        if ruled is None or not isinstance(ruled.rule, Refused):
            yield name, field


def _property(name: str, field: FieldInfo, doc: str | None) -> Schema:
    ruled = _find(field.metadata, Ruled)
    words = [doc] if doc else [f"{_capital(describe_rule(ruled.rule))}."] if ruled else []
    keywords: Schema = {}
    default = field.default.name if isinstance(field.default, ObjectSpec) else field.default
    if field.is_required():
        words.append("Required.")
    elif isinstance(default, bool | int | float | str | list) and default != []:
        words.append(f"Default: {flow(default)}.")
        keywords = {"default": default}
    described = {"title": name, "description": " ".join(words), **keywords}
    return {**described, **_schema(field.annotation, tuple(field.metadata))}


def _schema(annotation: Any, metadata: tuple[Any, ...] = ()) -> Schema:
    ruled, parsed = _find(metadata, Ruled), _find(metadata, Parsed)
    if ruled is not None:
        schema = rule_to_schema(ruled.rule)
        return or_null(schema) if ruled.nullable else schema
    if parsed is not None:
        return refer(parsed.definition)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _schema(arguments[0], arguments[1:])
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        (optional,) = (option for option in arguments if option is not types.NoneType)
        return or_null(_schema(optional))
    if origin is list:
        least, most = _find(metadata, MinLen), _find(metadata, MaxLen)
        return {
            "type": "array",
            "items": _schema(arguments[0]),
            **({"minItems": least.min_length} if least else {}),
            **({"maxItems": most.max_length} if most else {}),
        }
    if annotation is bool:
        return {"type": "boolean"}
    assert issubclass(annotation, SpecModel), annotation
    return refer(annotation.section)


def _find(metadata: Any, kind: type[Any]) -> Any:
    return next((part for part in metadata if isinstance(part, kind)), None)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
