from __future__ import annotations

from typing import Any

import pytest

from kerasrun.catalogue.legacy import legacy_key
from kerasrun.errors import Fix, Hint


@pytest.mark.parametrize(
    ("section", "key", "value", "hint"),
    [
        ("fit", "nb_epoch", 10, "write `epochs: 10`"),
        ("fit", "validation_split", 0.2, "write `validation: 0.2` under `data`"),
        ("fit", "verbose", 1, "leave it out: `-q` on the command line is quiet"),
        ("fit", "x", "x_train", "write `source: ...` under `data`"),
        ("fit", "max_q_size", 10, "leave it out: data is read ahead by itself"),
        ("compile", "jit_compile", True, "write `jit: true` under `runtime`"),
        ("compile", "jit_compile", "auto", "write `jit: auto` under `runtime`"),
        ("compile", "objective", "mse", "write `loss: mse`"),
        (
            "compile",
            "learning_rate",
            0.01,
            "the optimizer has it: write `optimizer: {Adam: {learning_rate: 0.01}}` under `compile`",
        ),
        ("model", "input_dim", 784, "write `input_shape: [784]` under `model`, beside `layers`"),
        (
            "model",
            "batch_input_shape",
            [32, 6, 8],
            "write `input_shape: [6, 8]` and `batch_size: 32` under `model`, beside `layers`",
        ),
    ],
)
def test_keys_that_stand_elsewhere_show_where(section: str, key: str, value: Any, hint: str) -> None:
    assert legacy_key(section, key, value) == hint


def test_validation_data_names_the_section() -> None:
    assert "under `data`" in (legacy_key("fit", "validation_data", []) or "")


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("fit", "epochs"),
        ("compile", "weighted_metrics"),
        ("compile", "loss"),
        ("", "nb_epoch"),
        ("data", "path"),
    ],
)
def test_other_keys_are_not_old(section: str, key: str) -> None:
    assert legacy_key(section, key, 1) is None


def test_a_key_of_the_same_section_has_a_fix() -> None:
    hint = legacy_key("fit", "nb_epoch", 3)
    assert isinstance(hint, Hint)
    assert hint.fix == Fix("nb_epoch", "epochs")
    assert not isinstance(legacy_key("fit", "validation_split", 0.2), Hint)
