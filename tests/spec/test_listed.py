"""Lists of a spec, held as tuples."""

from __future__ import annotations

from typing import Annotated

from pydantic import TypeAdapter

from kerasrun.catalogue.rule import Integer, ListOf
from kerasrun.spec.listed import Listed
from kerasrun.spec.ruled import Ruled

ADAPTER = TypeAdapter(Annotated[tuple[int, ...], Ruled(ListOf(Integer())), Listed()])


def test_a_list_is_read_as_a_tuple() -> None:
    assert ADAPTER.validate_python([2, 3]) == (2, 3)


def test_a_tuple_is_written_as_a_list() -> None:
    assert ADAPTER.dump_python((2, 3)) == [2, 3]
