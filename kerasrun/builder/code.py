"""A function of the user's own Python file, for `{python: "metrics.py:mean_pred"}`, where code is allowed."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from kerasrun.errors import BuildError, UsageError
from kerasrun.spec.function import PythonSpec


def build_function(spec: PythonSpec, file: pathlib.Path, *, allow_code: bool) -> Callable[..., Any]:
    """Run `file` and return the function that `spec` names.

    Raises:
        UsageError: the user did not allow code to run.
        BuildError: the file fails, or holds no such function.
    """
    if not allow_code:
        raise UsageError(
            f"the spec runs code of its own: {spec.python}",
            "read the file; if you trust it, run the command again with --allow-code",
        )
    try:
        source = file.read_text("utf-8")
    except OSError as error:
        raise BuildError(
            f"{file}: the file cannot be read: {(error.strerror or str(error)).lower()}"
        ) from None
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    try:
        code = compile(source, str(file), "exec")
        # The one place where a user's code runs, behind --allow-code.
        exec(code, module.__dict__)
    except Exception as error:
        place = _line_in(file, error)
        raise BuildError(
            f"{file}{place}: {type(error).__name__}: {error}", "the file must run by itself"
        ) from error
    function = module.__dict__.get(spec.function)
    if not callable(function):
        names = ", ".join(name for name, value in vars(module).items() if callable(value) and name[0] != "_")
        raise BuildError(f"{file}: no function called {spec.function!r}", f"the file has: {names or 'none'}")
    return function  # type: ignore[no-any-return]


def _line_in(file: pathlib.Path, error: Exception) -> str:
    """Return `:line` of the innermost frame that lies in the file."""
    if isinstance(error, SyntaxError):
        return f":{error.lineno}"
    line = ""
    traceback = error.__traceback__ or sys.exc_info()[2]
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(file):
            line = f":{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return line
