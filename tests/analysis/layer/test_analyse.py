from __future__ import annotations

from typing import Any

from kerasrun.analysis.layer.analyse import analyse_layer
from kerasrun.spec.object import parse_object


def test_frozen_layers_train_nothing(analyse: Any) -> None:
    outcome = analyse({"Dense": {"units": 3, "trainable": False}}, (8,))
    assert (outcome.parameters, outcome.trainable_parameters) == (27, 0)


def test_vgg16() -> None:
    """138,357,544 parameters (Simonyan and Zisserman, arXiv:1409.1556) and 30.94 GFLOPs."""
    stack: list[Any] = []
    for filters, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        convolution = {"filters": filters, "kernel_size": 3, "padding": "same", "activation": "relu"}
        stack += [{"Conv2D": convolution}] * times + [{"MaxPooling2D": 2}]
    stack += [
        "Flatten",
        {"Dense": 4096},
        {"Dense": 4096},
        {"Dense": {"units": 1000, "activation": "softmax"}},
    ]
    shape: Any = (224, 224, 3)
    outcomes = []
    for layer in stack:
        outcomes.append(analyse_layer(parse_object("layer", layer), shape))
        shape = outcomes[-1].shape
    assert shape == (1000,)
    assert sum(outcome.parameters for outcome in outcomes) == 138_357_544
    assert sum(outcome.flops or 0 for outcome in outcomes) == 30_940_528_640
