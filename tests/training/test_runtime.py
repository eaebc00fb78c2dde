from __future__ import annotations

import subprocess
import sys
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework import config

from kerasrun.errors import BuildError
from kerasrun.training.runtime import Runtime, prepare_runtime

DEFAULTS: dict[str, Any] = {
    "seed": 0,
    "precision": "float32",
    "deterministic": "auto",
    "threads": None,
    "devices": "auto",
}


@pytest.fixture(autouse=True)
def _leave_as_it_was():
    yield
    prepare_runtime(**DEFAULTS)


def prepare(**changes: Any) -> Runtime:
    return prepare_runtime(**{**DEFAULTS, **changes})


@pytest.mark.parametrize(
    ("precision", "compute", "variable"),
    [
        ("mixed_bfloat16", "bfloat16", "float32"),
        ("mixed_float16", "float16", "float32"),
        ("float64", "float64", "float64"),
        ("bfloat16", "bfloat16", "bfloat16"),
        ("float16", "float16", "float16"),
        ("float32", "float32", "float32"),
    ],
)
def test_precision_is_the_policy_of_new_layers(precision, compute, variable):
    prepare(precision=precision)
    layer = keras.layers.Dense(1)
    assert (layer.compute_dtype, layer.variable_dtype) == (compute, variable)


def test_earlier_run_leaves_no_trace():
    prepare(precision="mixed_bfloat16")
    keras.layers.Dense(1)
    prepare()
    layer = keras.layers.Dense(1)
    assert layer.compute_dtype == "float32"
    assert layer.name == "dense"


def test_seed_repeats_weights_and_draws():
    def draw(seed: int) -> tuple[Any, ...]:
        prepare(seed=seed)
        layer = keras.layers.Dense(3)
        layer.build((None, 4))
        return np.asarray(layer.kernel), np.asarray(tf.random.normal((3,))), np.random.random(3)

    first, second, other = draw(1), draw(1), draw(2)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_determinism_is_switched_on_and_off():
    assert prepare(deterministic=True).deterministic
    assert config.is_op_determinism_enabled()
    assert not prepare(deterministic=False).deterministic
    assert not config.is_op_determinism_enabled()


def test_cpu_alone_may_be_asked_for_again_and_again():
    assert prepare(devices="cpu").device == "cpu"
    assert prepare(devices="cpu").device == "cpu"
    assert tf.config.get_visible_devices("GPU") == []


def test_threads_of_a_running_tensorflow_do_not_change():
    tf.constant(1)
    with pytest.raises(BuildError, match="already started in this process") as caught:
        prepare(threads=3)
    assert "runtime.threads" in str(caught.value.hint)


def test_threads_are_set_in_a_new_process():
    code = (
        "from kerasrun.training.runtime import prepare_runtime as p;"
        "import tensorflow as tf;"
        "a = dict(seed=0, precision='float32', deterministic=True, threads=1, devices='cpu');"
        "r = p(**a); tf.constant(1); assert p(**a) == r;"
        "print(r.threads, r.device, r.deterministic, tf.config.threading.get_inter_op_parallelism_threads())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "cpu", "True", "1"]
