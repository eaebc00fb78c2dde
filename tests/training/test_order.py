from __future__ import annotations

import numpy as np
import pytest

from kerasrun.training.order import Order, Span


def test_every_row_once_an_epoch_in_another_order() -> None:
    order = Order(rows=100, batch_size=32, seed=7)
    first, second = order.rows_of(0), order.rows_of(1)
    assert sorted(first) == sorted(second) == list(range(100))
    assert first.dtype == np.int32
    assert list(first) != list(second)


def test_the_order_is_a_function_of_the_seed_and_the_epoch() -> None:
    assert list(Order(50, 8, seed=3).rows_of(4)) == list(Order(50, 8, seed=3).rows_of(4))
    assert list(Order(50, 8, seed=3).rows_of(4)) != list(Order(50, 8, seed=4).rows_of(4))


def test_as_written() -> None:
    assert list(Order(5, 2, shuffle=False).rows_of(9)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("epoch", "span"),
    [(0, Span(0, 0, 4)), (1, Span(0, 4, 4)), (2, Span(0, 8, 2)), (3, Span(1, 0, 4)), (5, Span(1, 8, 2))],
)
def test_steps_per_epoch_go_on_and_end_with_the_data(epoch: int, span: Span) -> None:
    assert Order(rows=100, batch_size=10, steps_per_epoch=4).span(epoch) == span


def test_parts_of_one_pass_share_its_order() -> None:
    order = Order(rows=100, batch_size=10, seed=1, steps_per_epoch=4)
    together = np.concatenate([order.rows_of(epoch) for epoch in range(3)])
    assert sorted(together) == list(range(100))


def test_a_short_last_batch() -> None:
    order = Order(rows=10, batch_size=4)
    assert (order.batches, order.span(0)) == (3, Span(0, 0, 3))
