from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrun.errors import ExitCode, Mark, OutOfMemory
from kerasrun.job import shortage as module
from kerasrun.job.load import Checked, check_spec
from kerasrun.job.shortage import shortage_placed
from kerasrun.job.train import train
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.status import read_status
from tests.experiment import SOFTMAX, experiment

LAYERS = [
    {"Dense": {"units": 4096}},
    {"Dense": {"units": 2048}},
    {"Dense": {"units": 3, "activation": "softmax"}},
]


def checked(folder: Path, **fit: Any) -> Checked:
    return check_spec(
        experiment(folder, model={"layers": LAYERS}, fit={"batch_size": 4096, **fit}), training=True
    )


def told(spec: Checked, raised: BaseException) -> OutOfMemory:
    with pytest.raises(OutOfMemory) as caught, shortage_placed(spec):
        raise raised
    return caught.value


@pytest.mark.parametrize("raised", [MemoryError(), OutOfMemory("the memory does not hold it")])
def test_the_largest_layer_and_the_rows_that_fit(
    raised: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = checked(tmp_path)
    reached = spec.analysis.memory.total - spec.analysis.memory.activations * 5 // 8
    monkeypatch.setattr(module, "peak_memory", lambda: reached)
    error = told(spec, raised)
    assert error.exit_code == ExitCode.MEMORY
    assert error.message.startswith(
        "model.layers[1].Dense: the memory does not hold a step of 4096 rows: this Dense takes the most, "
    )
    assert error.mark == spec.spec.document.key_mark(("model", "layers", 1, "Dense"))
    assert error.hint == (
        "`fit.batch_size=1024` should fit; with `fit.accumulate=4` the weights change as often as now"
    )


def test_more_than_the_half_cannot_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "peak_memory", lambda: 2**40)
    error = told(checked(tmp_path, accumulate=3), MemoryError())
    assert error.hint == (
        "`fit.batch_size=2048` should fit; with `fit.accumulate=6` the weights change as often as now"
    )


def test_of_a_gpu_only_the_half_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "peak_memory", lambda: 2**20)
    error = OutOfMemory("the memory does not hold a step")
    error.__cause__ = RuntimeError("OOM when allocating tensor on device:GPU:0 by allocator GPU_0_bfc")
    assert str(told(checked(tmp_path), error).hint).startswith("`fit.batch_size=2048` should fit")


def test_weights_that_take_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "peak_memory", lambda: 2**20)
    assert told(checked(tmp_path), MemoryError()).hint == (
        "make this layer, or the input before it, smaller, or try `fit.batch_size=2048`"
    )
    error = told(checked(tmp_path, batch_size=1), MemoryError())
    assert error.hint == "make this layer, or the input before it, smaller"


def test_a_lack_with_a_place_keeps_it(tmp_path: Path) -> None:
    error = OutOfMemory("the data is too large", mark=Mark("s.yaml", 3, 1))
    assert told(checked(tmp_path), error) is error


def test_an_allocation_that_really_fails(tmp_path: Path) -> None:
    # More bytes than a process has addresses for: no system lets it try.
    layers = [{"Dense": {"units": 64}}, {"RepeatVector": 2**31 - 1}, {"GlobalMaxPooling1D": {}}, *SOFTMAX]
    source = {"synthetic": {"task": "classification", "shape": [4], "classes": 3, "train": 1024}}
    spec = experiment(
        tmp_path, data={"source": source}, model={"layers": layers}, fit={"batch_size": 1024, "epochs": 1}
    )
    with pytest.raises(OutOfMemory) as caught:
        train(spec, runs_dir=tmp_path / "runs", max_memory=2**62)
    assert caught.value.message.startswith(
        "model.layers[1].RepeatVector: the memory does not hold a step of 1024"
    )
    assert caught.value.mark == spec.document.key_mark(("model", "layers", 1, "RepeatVector"))
    assert read_status(latest_run(tmp_path / "runs")).state == "failed"
