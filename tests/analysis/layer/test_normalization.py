from __future__ import annotations

from typing import Any

import pytest


def test_batch(analyse: Any) -> None:
    outcome = analyse("BatchNormalization", (28, 28, 32))
    assert (outcome.shape, outcome.parameters, outcome.trainable_parameters) == ((28, 28, 32), 128, 64)
    assert outcome.flops == 2 * 28 * 28 * 32
    assert outcome.sentence == (
        "Brings each of 32 channels to mean 0 and variance 1 over the batch, then scales and shifts it: "
        "4 x 32 = 128 parameters, 64 of them running statistics that are not trained."
    )
    assert analyse({"BatchNormalization": {"renorm": True, "scale": False}}, (8,)).parameters == 6 * 8
    assert analyse({"BatchNormalization": {"trainable": False}}, (8,)).trainable_parameters == 0


def test_layer(analyse: Any) -> None:
    outcome = analyse({"LayerNormalization": {"axis": [1, 2]}}, (4, 8))
    assert [weight.shape for weight in outcome.weights] == [(4, 8), (4, 8)]
    assert outcome.sentence == (
        "Brings the 32 values of each place to mean 0 and variance 1: 2 x 32 = 64 parameters."
    )
    bare = analyse({"LayerNormalization": {"scale": False, "center": False}}, (4, 8))
    assert (bare.parameters, bare.flops) == (0, 0)


def test_group(analyse: Any, refusal: Any) -> None:
    assert analyse({"GroupNormalization": {"groups": 4}}, (8, 32)).sentence == (
        "Brings 4 groups of 8 channels to mean 0 and variance 1 in each example: 2 x 32 = 64 parameters."
    )
    assert analyse({"GroupNormalization": {"groups": -1}}, (8, 6)).parameters == 12
    assert refusal("GroupNormalization", (8, 24)) == (
        "expected a number of channels that is a multiple of groups: 32, received 24",
        "write `groups: 24`, or -1 for one group per channel",
    )


def test_rms_and_unit(analyse: Any, refusal: Any) -> None:
    assert analyse("RMSNormalization", (4, 8)).parameters == 8
    assert (
        "expected the last axes in order, received 1" in refusal({"RMSNormalization": {"axis": 1}}, (4, 8))[0]
    )
    assert analyse("UnitNormalization", (4, 8)).parameters == 0


@pytest.mark.parametrize("name", ["BatchNormalization", "LayerNormalization", "UnitNormalization"])
def test_an_axis_the_input_has_not(refusal: Any, name: str) -> None:
    assert refusal({name: {"axis": 3}}, (4, 8))[0] == (
        "expected an axis from -3 to 2, received 3: the input is (batch, 4, 8)"
    )


def test_the_batch_is_no_axis_to_weigh(refusal: Any) -> None:
    assert (
        "expected axes of fixed size, received [0]" in refusal({"BatchNormalization": {"axis": 0}}, (8,))[0]
    )
