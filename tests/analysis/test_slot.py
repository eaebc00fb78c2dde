from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.analysis.layer.rule import Weight
from kerasrun.analysis.slot import count_slots
from kerasrun.builder.object import build_object
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.spec.object import parse_object

SHAPES = [(100, 50), (50,), (3, 3, 7, 11), ()]
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "Adam": [{"amsgrad": True}, {"use_ema": True}, {"gradient_accumulation_steps": 2}],
    "AdamW": [{"amsgrad": True, "use_ema": True}],
    "Lion": [{"use_ema": True, "gradient_accumulation_steps": 3}],
    "RMSprop": [{"momentum": 0.9}, {"centered": True}, {"momentum": 0.9, "centered": True}],
    "SGD": [{"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"use_ema": True}],
    "LossScaleOptimizer": [{"inner_optimizer": {"SGD": {"momentum": 0.5}}}],
}
NAMES = [name for name in catalogue.names("optimizer") if not refused("optimizer", name)]
CASES: list[tuple[str, dict[str, Any]]] = [
    (name, arguments)
    for name in NAMES
    for arguments in [*([] if name == "LossScaleOptimizer" else [dict[str, Any]()]), *OPTIONS.get(name, [])]
]


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_as_many_scalars_as_keras_makes(name: str, arguments: dict[str, Any]) -> None:
    spec = parse_object("optimizer", {name: arguments})
    optimizer: Any = build_object(spec)
    optimizer.build([keras.Variable(np.zeros(shape, "float32"), name="kernel") for shape in SHAPES])
    weights = [Weight("kernel", shape) for shape in SHAPES]
    made = sum(int(np.prod(variable.shape)) for variable in optimizer.variables)
    assert count_slots(spec, weights) == made


def test_frozen_weights_have_no_slots() -> None:
    weights = [Weight("kernel", (3, 4), trainable=False), Weight("bias", (4,))]
    assert count_slots(parse_object("optimizer", "adam"), weights) == 2 + 2 * 4
