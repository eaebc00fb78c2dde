"""Positions have an order, and their names give them back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasrun.rundir.position import Position, format_folder, parse_folder

BELOW = 10**9 - 1


def test_names_and_words() -> None:
    assert format_folder(Position(3, 120)) == "epoch-0003-step-000120"
    assert format_folder(Position(3, 120), 2) == "epoch-0003-step-000120-2"
    assert str(Position(3, 120)) == "epoch 3, step 120"


def test_the_epoch_counts_before_the_step() -> None:
    assert sorted([Position(1, 0), Position(0, 9), Position(0, 10)]) == [
        Position(0, 9),
        Position(0, 10),
        Position(1, 0),
    ]


@given(st.integers(0, BELOW), st.integers(0, BELOW), st.integers(1, 99_999))
def test_a_name_gives_its_position_back(epoch: int, step: int, number: int) -> None:
    name = format_folder(Position(epoch, step), number)
    assert parse_folder(name) == (Position(epoch, step), number)


@pytest.mark.parametrize(
    "name",
    [
        "best.json",
        "damaged-epoch-0003-step-000120",
        ".kerasrun-0123456789abcdef.tmp",
        "epoch-3-step-120",
        "epoch-00003-step-000120",
        "epoch-0003-step-000120-1",
        "epoch-0003-step-000120-02",
        "epoch-0003-step-000120 ",
        "epoch-٠٠٠٣-step-000120",
        "epoch-" + "9" * 10 + "-step-000120",
    ],
)
def test_other_names_are_not_checkpoints(name: str) -> None:
    assert parse_folder(name) is None


@pytest.mark.parametrize(("epoch", "step"), [(-1, 0), (0, -1), (1.0, 0), (True, 0), ("1", 0), (0, 10**9)])
def test_a_position_is_two_whole_numbers(epoch: Any, step: Any) -> None:
    with pytest.raises(ValueError, match="whole numbers from 0"):
        Position(epoch, step)
