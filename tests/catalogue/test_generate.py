from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.catalogue import generate as generator
from kerasrun.catalogue.catalogue import aliases, entry, keras_version, names
from kerasrun.catalogue.rule import Kind

PUBLIC: dict[Kind, tuple[object, type]] = {
    "layer": (keras.layers, keras.layers.Layer),
    "optimizer": (keras.optimizers, keras.optimizers.Optimizer),
    "schedule": (keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule),
    "loss": (keras.losses, keras.losses.Loss),
    "metric": (keras.metrics, keras.metrics.Metric),
    "callback": (keras.callbacks, keras.callbacks.Callback),
    "initializer": (keras.initializers, keras.initializers.Initializer),
    "regularizer": (keras.regularizers, keras.regularizers.Regularizer),
    "constraint": (keras.constraints, keras.constraints.Constraint),
}


def test_the_checked_in_file_equals_a_fresh_generation() -> None:
    assert generator.FILE.read_text("utf-8") == generator.generate()
    assert keras_version() == keras.__version__


def test_check_reports_an_outdated_file_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator, "FILE", tmp_path / "keras.json")
    assert generator.main(["--check"]) == 1
    assert generator.main([]) == 0
    assert generator.main(["--check"]) == 0
    (tmp_path / "keras.json").write_text("{}")
    assert generator.main(["--check"]) == 1


@pytest.mark.parametrize("kind", PUBLIC)
def test_every_public_class_is_an_entry_or_an_alias(kind: Kind) -> None:
    module, base = PUBLIC[kind]
    for name, value in vars(module).items():
        if inspect.isclass(value) and issubclass(value, base):
            found = entry(kind, name)
            assert found is not None, name
            assert getattr(module, found.name) is value


@pytest.mark.parametrize("kind", PUBLIC)
def test_aliases_are_public_names_of_their_class_or_strings_that_keras_resolves(kind: Kind) -> None:
    module, _ = PUBLIC[kind]
    for alias, name in aliases(kind).items():
        cls = getattr(module, name)
        if getattr(module, alias, None) is not cls and alias != "acc":
            assert resolves(module, alias, cls), alias


def test_compile_resolves_acc() -> None:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(loss="binary_crossentropy", metrics=["acc"])
    assert "acc" in model.evaluate(np.ones((2, 1)), np.ones((2, 1)), verbose=0, return_dict=True)


def resolves(module: Any, alias: str, cls: type) -> bool:
    try:
        found = module.get(alias)
    except (KeyError, TypeError, ValueError):
        # Keras found the class and misses its arguments: IoU, LossScaleOptimizer, or it is an abstract base.
        table = generator._STRINGS[next(kind for kind, value in PUBLIC.items() if value[0] is module)]
        return table[alias] is cls
    return isinstance(found, cls) or getattr(cls(), "fn", None) is found


def test_every_activation_resolves_in_keras() -> None:
    for name in (*names("activation"), *aliases("activation")):
        assert callable(keras.activations.get(name))


@pytest.mark.parametrize(
    "name", ["SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Discretization"]
)
def test_base_arguments_are_left_out_where_the_constructor_takes_none(name: str) -> None:
    found = entry("layer", name)
    assert found is not None
    assert found.argument("trainable") is None
    required = {argument.name: 0.5 for argument in found.arguments if argument.required}
    with pytest.raises(TypeError, match="trainable"):
        getattr(keras.layers, name)(**required, trainable=False)


def test_arguments_pass_through_base_constructors() -> None:
    lstm, dense, conv = entry("layer", "LSTM"), entry("layer", "Dense"), entry("layer", "Conv2D")
    assert lstm is not None
    assert dense is not None
    assert conv is not None
    assert all(lstm.argument(name) for name in ("zero_output_for_mask", "name", "trainable", "dtype"))
    assert all(dense.argument(name) for name in ("name", "trainable", "dtype", "activity_regularizer"))
    assert conv.argument("lora_rank") is not None
    assert conv.argument("rank") is None


def test_docs_are_one_line_and_the_file_is_sorted() -> None:
    kinds = json.loads(generator.FILE.read_text("utf-8"))["kinds"]
    for raw in kinds.values():
        assert list(raw) == sorted(raw)
        for name, found in raw.items():
            assert "\n" not in found["doc"]
            assert found["doc"].endswith(".") or name == "InputLayer"
