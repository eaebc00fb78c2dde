"""Value rules of the recurrent layers, their cells and their wrappers."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, Choice, ListOf, Object, Refused, Rule, per_axis
from kerasrun.catalogue.rules.value import POSITIVE, RATE, Table, choice

_ONE_OUTPUT = Refused("a layer of a Sequential model has one output: leave it out")
_DROPPED = Refused("Keras ignores it on this layer: add an ActivityRegularization layer after it")

_CELL: dict[str, Rule] = {
    "dropout": RATE,
    "recurrent_dropout": RATE,
    "unit_forget_bias": Boolean(),
    "reset_after": Boolean(),
}
_LOOP: dict[str, Rule] = {
    "return_sequences": Boolean(),
    "return_state": _ONE_OUTPUT,
    "go_backwards": Boolean(),
    "stateful": Boolean(),
    "unroll": Boolean(),
    "zero_output_for_mask": Boolean(),
}
_CUDNN: dict[str, Rule] = {"use_cudnn": Choice(("auto", True, False))}


def _convolution(rank: int) -> dict[str, Rule]:
    size = per_axis(POSITIVE, rank)
    return {
        **_CELL,
        **_LOOP,
        "filters": POSITIVE,
        "kernel_size": size,
        "strides": size,
        "dilation_rate": size,
        "padding": choice("valid", "same"),
    }


TABLE: Table = {
    "Bidirectional": {
        "layer": Object("layer"),
        "backward_layer": Object("layer"),
        "merge_mode": choice("sum", "mul", "ave", "concat"),
        "weights": Refused("it takes arrays: initial weights come from the inner layer's initializers"),
    },
    "ConvLSTM1D": _convolution(1),
    "ConvLSTM2D": _convolution(2),
    "ConvLSTM3D": _convolution(3),
    "GRU": {**_CELL, **_LOOP, **_CUDNN},
    "GRUCell": _CELL,
    "LSTM": {**_CELL, **_LOOP, **_CUDNN},
    "LSTMCell": _CELL,
    "RNN": {**_LOOP, "cell": AnyOf((Object("layer"), ListOf(Object("layer"), minimum=1)))},
    "SimpleRNN": {**_CELL, **_LOOP, "activity_regularizer": _DROPPED},
    "SimpleRNNCell": _CELL,
    "StackedRNNCells": {"cells": ListOf(Object("layer"), minimum=1)},
    "TimeDistributed": {"layer": Object("layer")},
}
