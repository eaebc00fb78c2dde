from __future__ import annotations

import hashlib

import numpy as np
import pytest

from kerasrun.data import fingerprint as module
from kerasrun.data.examples import Array, ArrayExamples, Splits
from kerasrun.data.fingerprint import fingerprint

INPUTS = np.arange(12, dtype="float32").reshape(4, 3)
TARGETS = np.array([0, 1, 0, 1], "int32")


def hash_of(inputs: Array, targets: Array = TARGETS) -> str:
    return fingerprint(Splits(ArrayExamples(inputs, targets)))["train"]


def test_hash_is_over_dtype_shape_and_bytes() -> None:
    expected = hashlib.sha256(b"<f4 (4, 3);" + INPUTS.tobytes() + b"<i4 (4,);" + TARGETS.tobytes())
    assert hash_of(INPUTS) == expected.hexdigest()


def test_each_split_has_its_hash() -> None:
    one = ArrayExamples(INPUTS, TARGETS)
    other = ArrayExamples(INPUTS + 1, TARGETS)
    hashes = fingerprint(Splits(one, test=other))
    assert list(hashes) == ["train", "test"]
    assert hashes["train"] != hashes["test"]


def test_every_difference_shows() -> None:
    changed = INPUTS.copy()
    changed[3, 2] += 1e-5
    different = [INPUTS, changed, INPUTS[::-1], INPUTS.astype("float64"), INPUTS.reshape(4, 3, 1)]
    assert len({hash_of(inputs) for inputs in different}) == 5
    assert hash_of(INPUTS, 1 - TARGETS) != hash_of(INPUTS)


def test_memory_order_and_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = hash_of(INPUTS)
    monkeypatch.setattr(module, "CHUNK_BYTES", 1)
    assert hash_of(np.asfortranarray(INPUTS)) == whole
