"""A function of ours as the whole validator of a field: `Annotated[Point, Parsed(parse_point, "point")]`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Parsed:
    """Metadata of an annotation: `parse` turns plain data into the value or raises a ValidationError.

    Unlike pydantic's PlainValidator it asks nothing of the annotated type, which is a plain dataclass here.
    """

    parse: Callable[[Any], Any]
    definition: str
    """What `parse` takes, by its name among the definitions of the JSON Schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return the schema that calls `parse`, whatever the annotated type."""
        return core_schema.no_info_plain_validator_function(self.parse)
