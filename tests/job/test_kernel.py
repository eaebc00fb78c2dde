"""Which kernels a spec trains with."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.experiment import write_experiment

pytestmark = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="elsewhere TensorFlow decides"
)
CODE = """
import os, sys
from kerasrun.job.kernel import choose_kernels
from kerasrun.job.load import load_spec
choose_kernels(load_spec(sys.argv[1]))
assert "tensorflow" not in sys.modules
print(os.environ.get("TF_ENABLE_ONEDNN_OPTS"))
"""
CONVOLUTION = {"input_shape": [8, 8, 1], "layers": [{"Conv2D": {"filters": 2, "kernel_size": 3}}, "Flatten"]}
INSIDE = {
    "input_shape": [4, 8, 1],
    "layers": [{"TimeDistributed": {"layer": {"Conv1D": {"filters": 2, "kernel_size": 3}}}}, "Flatten"],
}


def chosen(spec: Path, setting: str | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"}
    if setting is not None:
        environment["TF_ENABLE_ONEDNN_OPTS"] = setting
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(spec)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("model", [CONVOLUTION, INSIDE], ids=["convolution", "inside"])
def test_onednn_for_convolutions(tmp_path: Path, model: object) -> None:
    assert chosen(write_experiment(tmp_path, model=model)) == "1"


def test_the_users_setting_stays(tmp_path: Path) -> None:
    assert chosen(write_experiment(tmp_path, model=CONVOLUTION), "0") == "0"


def test_tensorflows_choice_for_the_rest(tmp_path: Path) -> None:
    assert chosen(write_experiment(tmp_path)) == "None"
