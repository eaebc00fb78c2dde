"""Lists of a spec as tuples in the code: what is checked must not change any more."""

from __future__ import annotations

from typing import Any

from pydantic_core import CoreSchema, core_schema


class Listed:
    """Metadata of an annotation: read as a list, held as a tuple, written as a list again.

    pydantic's AfterValidator and PlainSerializer do the same, but look at the signature of `tuple`, for which
    Python tokenises its text: a twentieth of a cold `validate`.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return the schema of what stands left of this in the annotation, its list made a tuple."""
        return core_schema.no_info_after_validator_function(
            tuple, handler(source), serialization=core_schema.plain_serializer_function_ser_schema(list)
        )
