from __future__ import annotations

import pytest

from kerasrun.catalogue.legacy.shape import batch_shape_hint, input_shape_hint


def test_a_number_is_a_shape_of_one_axis() -> None:
    assert input_shape_hint(784) == "write `input_shape: [784]` under `model`, beside `layers`"


@pytest.mark.parametrize("value", [None, [], 32, "32"])
def test_a_batch_shape_that_is_none_shows_both_lines(value: object) -> None:
    assert batch_shape_hint(value) == (
        "write `input_shape: [...]` and `batch_size: ...` under `model`, beside `layers`"
    )
