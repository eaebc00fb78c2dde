from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import keras
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kerasrun.analysis.layer_name import check_layer_names, layer_names
from kerasrun.builder.object import build_object
from kerasrun.spec.model import PlacedLayer
from kerasrun.spec.object import ObjectSpec, parse_object
from tests.analysis.layer.strategy import NAMES, layers
from tests.experiment import stack

PROBES: list[Any] = [
    "AutoContrast",
    "Solarization",
    {"RandomBrightness": 0.1},
    {"RandomColorDegeneration": 0.1},
    {"RandomContrast": 0.1},
    {"RandomHue": 0.1},
    {"RandomPosterization": 4},
    {"RandomRotation": 0.1},
    {"RandomSaturation": 0.1},
    {"RandomSharpness": 0.1},
    "RandomShear",
    {"RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1}},
    "StringLookup",
    {"Dense": 2},
    {"LSTM": 2},
    {"GRU": 2},
    {"Conv1D": {"filters": 2, "kernel_size": 2}},
]
"""Layers that other layers may hold: their numbers tell whether those are counted."""


def placed(specs: list[ObjectSpec]) -> list[PlacedLayer]:
    return [PlacedLayer(spec, ("layers", i), spec.arguments.get("name")) for i, spec in enumerate(specs)]


HOLDERS: list[Any] = [
    "AugMix",
    "RandAugment",
    "TextVectorization",
    {"RandomColorJitter": {"hue_factor": 0.1, "contrast_factor": 0.1}},
    {"Bidirectional": {"layer": {"LSTM": 2}}},
    {"Bidirectional": {"layer": {"LSTM": 2}, "backward_layer": {"LSTM": {"units": 2, "go_backwards": True}}}},
    {"RNN": {"cell": [{"LSTMCell": 2}, {"GRUCell": 2}]}},
    {"Pipeline": {"layers": [{"Dense": 2}, {"TimeDistributed": {"layer": {"Dense": 2}}}]}},
    {"SpectralNormalization": {"layer": {"Conv1D": {"filters": 2, "kernel_size": 2}}}},
]


def keras_names(specs: list[ObjectSpec]) -> list[str]:
    """Return the names that Keras gives the layers when it builds them in this order."""
    keras.backend.clear_session()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [build_object(spec).name for spec in specs]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: str(holder)[:30])
def test_layers_that_hold_others(holder: Any) -> None:
    specs = [parse_object("layer", layer) for layer in (holder, holder, *PROBES)]
    assert layer_names(placed(specs)) == keras_names(specs)


@settings(
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5), st.data())
def test_every_layer_is_called_as_keras_calls_it(names: list[str], data: st.DataObject) -> None:
    specs = [data.draw(layers(name)) for name in names] * 2
    try:
        expected = keras_names(specs)
    except Exception:
        # Keras refuses the arguments: what it would call the layer does not matter.
        assume(False)
    assert layer_names(placed(specs)) == expected


def test_layers_inside_count_unless_they_are_named(tmp_path: Path) -> None:
    own = {"Dense": {"units": 2, "name": "own"}}
    outer = [{"TimeDistributed": {"layer": layer}} for layer in (own, {"Dense": 2})]
    spec = stack(tmp_path, [*outer, {"Dense": 2}, own, {"Dense": 2}], input_shape=[3, 4])
    names = layer_names(spec.model.placed_layers())
    assert names == ["time_distributed", "time_distributed_1", "dense_1", "own", "dense_2"]


def test_of_a_colour_jitter_only_what_it_changes() -> None:
    jitter = parse_object("layer", {"RandomColorJitter": {"hue_factor": 0.1, "value_range": [0, 1]}})
    specs = [jitter, *(parse_object("layer", {name: 0.1}) for name in ("RandomHue", "RandomContrast"))]
    assert layer_names(placed(specs)) == keras_names(specs)
    assert layer_names(placed(specs))[1:] == ["random_hue_1", "random_contrast"]


def test_a_name_that_keras_gives_away(tmp_path: Path) -> None:
    dense = {"Dense": {"units": 2, "name": "dense_1"}}
    spec = stack(tmp_path, [dense, {"Dense": 2}, {"Dense": 2}], input_shape=[3])
    (issue,) = check_layer_names(spec.model.placed_layers(), spec.document)
    assert (issue.code, issue.mark and issue.mark.line) == ("KR108", spec.line(issue.path))
    assert issue.message == "the name 'dense_1' is taken: Keras calls a Dense without a name so"
    keras.backend.clear_session()
    with pytest.raises(ValueError, match="unique names"):
        keras.Sequential([build_object(layer.layer) for layer in spec.model.placed_layers()])


def test_names_that_do_not_meet(tmp_path: Path) -> None:
    dense = {"Dense": {"units": 2, "name": "dense_1"}}
    spec = stack(tmp_path, [dense, {"Dense": 2}], input_shape=[3])
    assert check_layer_names(spec.model.placed_layers(), spec.document) == []
