from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.errors import Issue


def test_defaults(parse: Callable[[str], Any]) -> None:
    runtime = parse("").runtime
    assert (runtime.precision, runtime.jit, runtime.deterministic) == ("float32", "auto", "auto")
    assert (runtime.threads, runtime.devices) == (None, "auto")


def test_switches(parse: Callable[[str], Any]) -> None:
    runtime = parse("runtime: {jit: false, deterministic: true, threads: 2, devices: cpu}\n").runtime
    assert (runtime.jit, runtime.deterministic, runtime.threads, runtime.devices) == (False, True, 2, "cpu")


@pytest.mark.parametrize(
    ("runtime", "message"),
    [
        ("{jit: on}", "expected 'auto', true or false, received the text 'on'"),
        ("{jit: 1}", "expected 'auto', true or false, received 1"),
        ("{threads: 0}", "expected an integer from 1 to 1024, received 0"),
        ("{threads: auto}", "expected an integer from 1 to 1024, received the text 'auto'"),
        ("{devices: gpu}", "expected 'auto' or 'cpu', received the text 'gpu'"),
    ],
)
def test_mistakes(runtime: str, message: str, found: Callable[[str], list[Issue]]) -> None:
    (issue,) = found(f"runtime: {runtime}\n")
    assert issue.message == message
