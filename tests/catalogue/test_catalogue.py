from __future__ import annotations

import json
import subprocess
import sys
from typing import get_args

import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.rule import Integer, Kind, Refused


def test_an_entry_has_its_arguments_in_order() -> None:
    entry = catalogue.entry("layer", "Dense")
    assert entry is not None
    assert [argument.name for argument in entry.arguments[:3]] == ["units", "activation", "use_bias"]
    assert [argument.required for argument in entry.arguments[:3]] == [True, False, False]
    assert entry.arguments[2].default is True
    assert entry.doc == "Just your regular densely-connected NN layer."
    assert entry.argument("unit") is None


@pytest.mark.parametrize(
    ("kind", "alias", "name"),
    [
        ("loss", "mse", "MeanSquaredError"),
        ("loss", "categorical_crossentropy", "CategoricalCrossentropy"),
        ("metric", "accuracy", "Accuracy"),
        ("metric", "acc", "Accuracy"),
        ("optimizer", "rmsprop", "RMSprop"),
        ("initializer", "glorot_uniform", "GlorotUniform"),
        ("initializer", "zero", "Zeros"),
        ("regularizer", "l2", "L2"),
        ("constraint", "max_norm", "MaxNorm"),
        ("activation", "swish", "silu"),
        ("layer", "AvgPool2D", "AveragePooling2D"),
        ("layer", "GlobalMaxPool1D", "GlobalMaxPooling1D"),
        ("layer", "Convolution2D", "Conv2D"),
    ],
)
def test_aliases_find_their_entry(kind: Kind, alias: str, name: str) -> None:
    entry = catalogue.entry(kind, alias)
    assert entry is not None
    assert entry.name == name
    assert alias in entry.aliases


def test_unknown_names_have_no_entry() -> None:
    assert catalogue.entry("layer", "Dens") is None
    assert catalogue.entry("loss", "rmsprop") is None


@pytest.mark.parametrize("kind", get_args(Kind))
def test_names_are_sorted_and_no_alias_is_a_name(kind: Kind) -> None:
    names = catalogue.names(kind)
    assert list(names) == sorted(names)
    assert not set(names) & set(catalogue.aliases(kind))
    every = [alias for name in names for alias in catalogue.entry(kind, name).aliases]  # type: ignore[union-attr]
    assert len(every) == len(set(every))


def test_rule_answers_for_aliases_and_refused_entries() -> None:
    assert catalogue.rule("layer", "Convolution2D", "filters") == Integer(minimum=1)
    assert isinstance(catalogue.rule("layer", "Lambda", "function"), Refused)


@pytest.mark.parametrize(("name", "argument"), [("Dense", "unit"), ("Dens", "units")])
def test_rule_raises_key_error_for_unknown_names(name: str, argument: str) -> None:
    with pytest.raises(KeyError, match=argument):
        catalogue.rule("layer", name, argument)


def test_exclusive_groups() -> None:
    clipping = ("clipnorm", "clipvalue", "global_clipnorm")
    assert catalogue.exclusive("optimizer", "adam") == (clipping,)
    assert catalogue.exclusive("optimizer", "LossScaleOptimizer") == ()
    assert catalogue.exclusive("layer", "Discretization") == (("bin_boundaries", "num_bins"),)
    assert catalogue.exclusive("layer", "Dense") == ()
    assert catalogue.exclusive("layer", "Dens") == ()


@pytest.mark.parametrize(
    ("name", "argument"),
    [("ModelCheckpoint", "filepath"), ("CSVLogger", "filename"), ("TensorBoard", "log_dir")],
)
def test_paths_come_from_the_run(name: str, argument: str) -> None:
    entry = catalogue.entry("callback", name)
    assert entry is not None
    found = entry.argument(argument)
    assert found is not None
    assert found.from_run
    assert not found.required
    assert isinstance(catalogue.rule("callback", name, argument), Refused)


def test_an_argument_that_keras_demands_in_spite_of_its_default_is_required() -> None:
    entry = catalogue.entry("layer", "CategoryEncoding")
    assert entry is not None
    found = entry.argument("num_tokens")
    assert found is not None
    assert found.required


def test_looking_a_name_up_loads_neither_the_rules_nor_anything_heavy() -> None:
    code = (
        "import json, sys; from kerasrun.catalogue import catalogue; catalogue.entry('layer', 'Dense');"
        "print(json.dumps(sorted(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    modules = set(json.loads(output))
    assert "kerasrun.catalogue.catalogue" in modules
    heavy = {
        "kerasrun.catalogue.rules",
        "kerasrun.catalogue.rule",
        "keras",
        "tensorflow",
        "pydantic",
        "inspect",
    }
    assert not heavy & modules
