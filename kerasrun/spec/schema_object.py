"""The object form as JSON Schema: `Name`, `{Name: {argument: value}}` or `{Name: value}`, for every kind.

Out: definitions by name, `layer` for a layer in any form, `layer_name` for one as its name alone,
`layer.Dense` for what stands behind `Dense:`; the same for the other kinds and for data sources.

The order of the forms is for editors: yaml-language-server explains a value that fits no form by the first,
unless a later one fits its type better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, get_args

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused_in_stack
from kerasrun.catalogue.rule import Kind
from kerasrun.spec.argument import arguments_model
from kerasrun.spec.base import SpecModel
from kerasrun.spec.object import usable_words
from kerasrun.spec.schema_rule import ANY_NAME, NULL, Schema, refer, value_form
from kerasrun.spec.schema_section import section_schema
from kerasrun.spec.source import SOURCES

_MAPPING_FIRST: Final = ["object", "array", "string", "number", "boolean", "null"]
"""No restriction: an editor that completes a name goes on as for the first type, with a line of its own."""


class _Object(NamedTuple):
    """What the schema says of one object."""

    doc: str
    definition: str
    """The name of the definition of what stands behind its own name."""
    alone: bool
    """Whether its name is enough: no argument is required."""


def object_definitions() -> Iterator[tuple[str, Schema]]:
    """Yield the definitions of every kind, every object of the catalogue and every data source."""
    for kind in get_args(Kind):
        objects: dict[str, _Object] = {}
        for word in usable_words(kind):
            entry = catalogue.entry(kind, word)
            assert entry is not None, word
            schema = _behind_name(entry.name, entry.doc, arguments_model(kind, entry.name))
            definition = f"{kind}.{entry.name}"
            if kind != "activation":
                yield definition, schema
            objects[word] = _Object(entry.doc, definition, alone=NULL in schema["oneOf"])
        yield from _forms(kind, objects)
        if kind == "layer":
            stacked = {word: found for word, found in objects.items() if not refused_in_stack(word)}
            yield from _forms("stacked_layer", stacked)
    yield from _sources()


def _sources() -> Iterator[tuple[str, Schema]]:
    objects = {}
    for name, model in SOURCES.items():
        doc = " ".join((model.__doc__ or "").split())
        schema = _behind_name(name, doc, model)
        yield f"source.{name}", schema
        objects[name] = _Object(doc, f"source.{name}", alone=NULL in schema["oneOf"])
    yield from _forms("source", objects)


def _behind_name(name: str, doc: str, model: type[SpecModel]) -> Schema:
    """Return the schema of what stands behind `name:`, the arguments or the first of them alone."""
    arguments = {"title": name, **section_schema(model)}
    required = set(arguments.get("required", ()))
    first = next(iter(arguments["properties"]), None)
    forms = [arguments]
    if first is not None and required <= {first}:
        value = value_form(arguments["properties"][first])
        forms += [value] if value is not None else []
    if not required:
        forms.append(NULL)
    return {"title": name, "description": doc, "type": _MAPPING_FIRST, "oneOf": forms}


def _forms(kind: str, objects: Mapping[str, _Object]) -> Iterator[tuple[str, Schema]]:
    names = _names({word: found.doc for word, found in objects.items() if found.alone})
    yield f"{kind}{ANY_NAME}", names
    if kind == "activation":
        # A name is all there is to it.
        yield kind, refer(f"{kind}{ANY_NAME}")
        return
    mapping = {
        "type": "object",
        "properties": {word: refer(found.definition) for word, found in objects.items()},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    yield kind, {"oneOf": [mapping, refer(f"{kind}{ANY_NAME}")]}


def _names(docs: Mapping[str, str]) -> Schema:
    if not docs:
        # Every schedule needs arguments, so no name stands alone; draft-07 has no empty `anyOf`.
        return {"type": "string", "not": {}}
    names = [{"const": word, "title": word, "description": doc} for word, doc in docs.items()]
    return {"type": "string", "anyOf": names}
