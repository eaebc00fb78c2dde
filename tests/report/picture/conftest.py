"""Models to draw, made from specs as a user writes them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from kerasrun.job.picture import picture_model
from kerasrun.job.summary import summarise
from kerasrun.report.picture.layer import Model

GOLDEN = Path(__file__).parent / "golden"

ModelOf: TypeAlias = Callable[..., Model]

CONVOLUTION = {"Conv2D": {"filters": 8, "kernel_size": 3, "padding": "same", "activation": "relu"}}
DENSE = {"Dense": {"units": 4, "activation": "softmax"}}
LSTM = {"LSTM": {"units": 6, "return_sequences": True}}

STACKS: dict[str, tuple[list[int], list[Any]]] = {
    "one layer": ([4], [{"Dense": 1}]),
    "pictures": (
        [20, 20, 3],
        [CONVOLUTION, "BatchNormalization", {"MaxPooling2D": 2}, {"Dropout": 0.5}, "Flatten", DENSE],
    ),
    "sequences": (
        [9, 5],
        [
            {"Conv1D": {"filters": 7, "kernel_size": 2}},
            LSTM,
            {"Dropout": 0.5},
            {"Bidirectional": {"layer": LSTM}},
            {"Bidirectional": {"layer": {"GRU": 3}}},
            {"RepeatVector": 3},
            {"SimpleRNN": {"units": 2, "go_backwards": True}},
            {"Dense": {"units": 1, "activation": "sigmoid"}},
        ],
    ),
    "films": (
        [6, 9, 9, 1],
        [
            {"Conv3D": {"filters": 2, "kernel_size": 2}},
            {"ConvLSTM2D": {"filters": 2, "kernel_size": 2}},
            "GlobalAveragePooling2D",
            {"Dense": 3},
        ],
    ),
    "one hundred maps": (
        [16, 16, 3],
        [{"repeat": {"times": 99, "layers": [CONVOLUTION]}}, "Flatten"],
    ),
    "one hundred blocks": (
        [16, 16, 8],
        [
            {"repeat": {"times": 25, "layers": ["BatchNormalization", CONVOLUTION, {"Dropout": 0.1}]}},
            {"repeat": {"times": 24, "layers": [CONVOLUTION, {"AveragePooling2D": {"pool_size": 1}}]}},
            "Flatten",
        ],
    ),
    "one hundred LSTMs": ([5, 2], [{"repeat": {"times": 99, "layers": [LSTM]}}, {"LSTM": 2}]),
    "one hundred widths": ([4], [{"Dense": size} for size in range(1, 101)]),
}
"""Input shape and layers of stacks of every kind and length."""


@pytest.fixture(scope="session")
def model_of(tmp_path_factory: pytest.TempPathFactory) -> ModelOf:
    """A function that returns the model of a stack."""
    folder = tmp_path_factory.mktemp("stacks")

    def make(layers: list[Any], input_shape: list[int], dtype: str = "float32", name: str = "stack") -> Model:
        spec = {"name": name, "model": {"input_shape": input_shape, "dtype": dtype, "layers": layers}}
        file = folder / f"{name}.yaml"
        file.write_text(yaml.safe_dump(spec), "utf-8")
        return picture_model(file, summarise(file))

    return make


@pytest.fixture(params=list(STACKS), scope="session")
def any_model(request: pytest.FixtureRequest, model_of: ModelOf) -> Model:
    """The model of each of the stacks."""
    input_shape, layers = STACKS[request.param]
    return model_of(layers, input_shape)


@pytest.fixture(scope="session")
def pictures(model_of: ModelOf) -> Model:
    """The model of a small convolutional network."""
    input_shape, layers = STACKS["pictures"]
    return model_of(layers, input_shape, name="pictures")


@pytest.fixture(scope="session")
def sequences(model_of: ModelOf) -> Model:
    """The model of a network for sequences."""
    input_shape, layers = STACKS["sequences"]
    return model_of(layers, input_shape, name="sequences")


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """A function that compares a text with a golden file; GOLDEN=write writes it anew."""

    def compare(name: str, text: str) -> None:
        if os.environ.get("GOLDEN") == "write":
            (GOLDEN / name).write_text(text, "utf-8")
        assert text == (GOLDEN / name).read_text("utf-8")

    return compare
