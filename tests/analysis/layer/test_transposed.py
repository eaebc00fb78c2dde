from __future__ import annotations

from typing import Any

import pytest

BASE = {"filters": 4, "kernel_size": 3, "strides": 2}


def test_numbers_and_sentence(analyse: Any) -> None:
    outcome = analyse({"Conv2DTranspose": BASE}, (7, 7, 8))
    assert (outcome.shape, outcome.parameters, outcome.flops) == ((15, 15, 4), 292, 2 * 49 * 9 * 8 * 4)
    assert outcome.weights[0].shape == (3, 3, 4, 8)
    assert outcome.sentence == (
        "Paints 4 kernels of 3x3 for each of 7x7 places into 15x15: 4 x (3*3*8 + 1) = 292 parameters."
    )


@pytest.mark.parametrize(
    ("extra", "size"),
    [
        ({"padding": "same"}, 14),
        ({"kernel_size": 1}, 14),
        ({"output_padding": 1}, 16),
        ({"padding": "same", "output_padding": 0}, 13),
        ({"strides": 1, "dilation_rate": 2}, 11),
    ],
)
def test_sizes(analyse: Any, extra: dict[str, Any], size: int) -> None:
    assert analyse({"Conv1DTranspose": {**BASE, **extra}}, (7, 8)).shape == (size, 4)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"output_padding": 2}, "expected an `output_padding` smaller than the strides 2, received 2"),
        ({"kernel_size": 2, "padding": "same", "output_padding": 0}, "an `output_padding` of at least 1"),
        ({"dilation_rate": 2}, "expected strides 1 with dilation_rate 2"),
    ],
)
def test_what_does_not_fit(refusal: Any, extra: dict[str, Any], message: str) -> None:
    assert message in refusal({"Conv1DTranspose": {**BASE, **extra}}, (7, 8))[0]
