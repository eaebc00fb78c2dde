from __future__ import annotations

import pytest

from kerasrun.analysis.analyse import analyse
from kerasrun.analysis.limit import memory_bytes
from kerasrun.analysis.memory import FRAMEWORK
from kerasrun.errors import Issue
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec

TEXT = """\
model:
  input_shape: [100, 100, 3]
  layers:
    - Conv2D: {filters: 32, kernel_size: 3}
    - Flatten
    - Dense: 10
compile: {optimizer: adam, loss: mse}
fit: {batch_size: 4096}
"""


def issues(text: str, limit: int | None) -> list[Issue]:
    spec = parse_spec(parse_document(text, "f"))
    found = analyse(spec, None, memory_limit=limit).issues
    return [issue for issue in found if issue.code == "KR202"]


def test_a_batch_that_is_too_large() -> None:
    (issue,) = issues(TEXT, 4 * 2**30)
    assert (str(issue.mark), issue.path) == ("f:4:7", ("model", "layers", 0, "Conv2D"))
    assert "within 4.0 GiB, the limit, received about 14.9 GiB" in issue.message
    assert issue.hint == "write `fit.batch_size: 512` or less"


def test_the_hint_is_true() -> None:
    assert issues(TEXT.replace("4096", "512"), 4 * 2**30) == []


def test_a_fixed_batch_size_is_the_one_to_change() -> None:
    (issue,) = issues(TEXT.replace("  layers", "  batch_size: 4096\n  layers"), 4 * 2**30)
    assert issue.hint is not None
    assert issue.hint.startswith("write `model.batch_size: ")


def test_weights_that_are_too_large() -> None:
    (issue,) = issues(TEXT.replace("Dense: 10", "Dense: 100000"), 2**33)
    assert issue.path == ("model", "layers", 2, "Dense")
    assert issue.hint == "make the layer, or the input before it, smaller"


def test_a_limit_below_tensorflow_itself() -> None:
    (issue,) = issues(TEXT, FRAMEWORK)
    assert issue.message.endswith("600 MiB of TensorFlow itself, received 600 MiB")


@pytest.mark.parametrize("limit", [None, 2**40])
def test_enough(limit: int | None) -> None:
    assert issues(TEXT.replace("4096", "8"), limit) == []


def test_memory_is_that_of_a_machine() -> None:
    assert 2**28 < memory_bytes() < 2**50
