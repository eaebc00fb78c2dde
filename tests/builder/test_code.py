from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrun.builder.code import build_function, require_allowed
from kerasrun.errors import BuildError, UsageError
from kerasrun.spec.function import PythonSpec


def build(folder: Path, text: str, function: str = "f", *, allow: bool = True) -> Any:
    file = folder / "mine.py"
    file.write_text(text, "utf-8")
    return build_function(PythonSpec(python=f"mine.py:{function}"), file, allow_code=allow)


def test_function_is_the_files(tmp_path):
    function = build(tmp_path, "def f(y_true, y_pred):\n    return y_true + y_pred\n")
    assert function(1, 2) == 3
    assert function.__name__ == "f"


def test_code_that_is_not_allowed_does_not_run(tmp_path):
    text = f"open({str(tmp_path / 'ran')!r}, 'w').close()\ndef f(a, b): return a\n"
    with pytest.raises(UsageError, match="the spec runs code of its own: mine.py:f") as caught:
        build(tmp_path, text, allow=False)
    assert not (tmp_path / "ran").exists()
    assert "--allow-code" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\nraise ValueError('no')\n", r"mine.py:2: ValueError: no"),
        ("def f(:\n", r"mine.py:1: SyntaxError"),
        ("import no_such_module\n", r"mine.py:1: ModuleNotFoundError"),
        ("def g(a, b): return a\n_h = g\n", r"no function called 'f'"),
        ("f = 3\n", r"no function called 'f'"),
    ],
)
def test_file_that_fails_names_its_line(tmp_path, text, message):
    with pytest.raises(BuildError, match=message):
        build(tmp_path, text)


def test_functions_of_the_file_are_listed(tmp_path):
    with pytest.raises(BuildError) as caught:
        build(tmp_path, "def mean(a, b): return a\ndef _hidden(): pass\n")
    assert caught.value.hint == "the file has: mean"


def test_function_that_fails_names_its_line(tmp_path):
    function = build(tmp_path, "def f(y_true, y_pred):\n    y = y_true\n    return y.no_such\n")
    with pytest.raises(BuildError, match=r"mine.py:3: AttributeError"):
        function(1, 2)


def test_file_that_is_no_text(tmp_path):
    (tmp_path / "mine.py").write_bytes(b"\xff\xfe")
    with pytest.raises(BuildError, match="not UTF-8"):
        build_function(PythonSpec(python="mine.py:f"), tmp_path / "mine.py", allow_code=True)


def test_missing_file(tmp_path):
    with pytest.raises(BuildError, match="cannot be read: no such file"):
        build_function(PythonSpec(python="mine.py:f"), tmp_path / "mine.py", allow_code=True)


def test_no_code_needs_no_permission():
    require_allowed([], allow_code=False)
    require_allowed(["a.py:f"], allow_code=True)
    with pytest.raises(UsageError, match="a.py:f, b.py:g"):
        require_allowed(["a.py:f", "b.py:g"], allow_code=False)
