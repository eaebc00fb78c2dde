"""Value rules of the convolution layers; the tuples have one item per spatial axis."""

from __future__ import annotations

from kerasrun.catalogue.rule import Rule, per_axis
from kerasrun.catalogue.rules.value import COUNT, POSITIVE, Table, choice

_PADDING = choice("valid", "same")


def _convolution(rank: int) -> dict[str, Rule]:
    return {
        "filters": POSITIVE,
        "kernel_size": per_axis(POSITIVE, rank),
        "strides": per_axis(POSITIVE, rank),
        "dilation_rate": per_axis(POSITIVE, rank),
        "padding": _PADDING,
        "groups": POSITIVE,
        "depth_multiplier": POSITIVE,
        "output_padding": per_axis(COUNT, rank),
    }


TABLE: Table = {
    # Only Conv1D can look at the past alone.
    "Conv1D": {**_convolution(1), "padding": choice("valid", "same", "causal")},
    "Conv2D": _convolution(2),
    "Conv3D": _convolution(3),
    "Conv1DTranspose": _convolution(1),
    "Conv2DTranspose": _convolution(2),
    "Conv3DTranspose": _convolution(3),
    "DepthwiseConv1D": _convolution(1),
    "DepthwiseConv2D": _convolution(2),
    "SeparableConv1D": _convolution(1),
    "SeparableConv2D": _convolution(2),
}
