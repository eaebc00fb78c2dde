"""The shape of one example, as `model.input_shape` and the data sources take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from kerasrun.catalogue.rule import Integer, ListOf
from kerasrun.spec.listed import Listed
from kerasrun.spec.problem import Problem, problems_error
from kerasrun.spec.ruled import Ruled

SIZE = Integer(minimum=1)
"""One axis."""

RANK_LIMIT = 6
"""Most axes of one example."""


def _check_rank(shape: Sequence[int]) -> Sequence[int]:
    if len(shape) > RANK_LIMIT:
        message = f"expected a list with at most {RANK_LIMIT} sizes, received one with {len(shape)}"
        raise problems_error([Problem("KR104", message, hint="one size for each axis of one example")])
    return shape


Shape = Annotated[
    tuple[int, ...],
    Ruled(ListOf(SIZE, minimum=1)),
    AfterValidator(_check_rank),
    Listed(),
]
"""Sizes without the batch axis: `[28, 28, 1]`."""
