from __future__ import annotations

from typing import Any

import pytest


def einsum(equation: str, output_shape: Any, **extra: Any) -> dict[str, Any]:
    return {"EinsumDense": {"equation": equation, "output_shape": output_shape, **extra}}


def test_numbers_and_sentence(analyse: Any) -> None:
    outcome = analyse(einsum("abc,cd->abd", [None, 64], bias_axes="d"), (10, 32))
    assert outcome.shape == (None, 64)
    assert (outcome.parameters, outcome.flops) == (32 * 64 + 64, 2 * 10 * 32 * 64)
    assert outcome.sentence == (
        "Multiplies the input by a kernel of 32x64 as abc,cd->abd says, and adds a bias of 64: "
        "2,112 parameters."
    )


def test_axes_that_dots_stand_for(analyse: Any) -> None:
    assert analyse(einsum("...x,xy->...y", 4), (7, 3)).shape == (7, 4)
    # Keras declares them in reverse.
    assert analyse(einsum("...x,xy->...y", 4), (6, 7, 3)).shape == (7, 6, 4)
    assert analyse(einsum("abx...,xy->aby...", [None, 4]), (5, 3, 6)).shape == (None, 4, 6)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (einsum("ab", 4), "expected an equation such as abc,cd->abd"),
        (einsum("aab,bc->ac", 4), "expected each letter once in aab"),
        (einsum("ab,bc->ax", 4), "expected axis 'x' of the output in the input or the kernel"),
        (einsum("ab,bcx->ac", 4), "expected axis 'x' of the kernel in the input or the output"),
        (einsum("abc,cd->abd", [None, 4]), "expected 3-D input (batch, b, c), received (batch, 8)"),
        (einsum("ab,bc->ac", [4, 5]), "expected an `output_shape` for each axis of ac but the batch"),
        (einsum("ab,bc->ac", [None]), "expected a fixed size for axis 'c' of the kernel"),
        (einsum("ab,b->ab", 7), "expected 8 for axis 'b' in `output_shape`, received 7"),
        (einsum("ab,bc->ac", 4, bias_axes="x"), "expected `bias_axes` among ac, received 'x'"),
    ],
)
def test_what_does_not_fit(refusal: Any, layer: dict[str, Any], message: str) -> None:
    assert message in refusal(layer, (8,))[0]
