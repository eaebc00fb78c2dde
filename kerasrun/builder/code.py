"""A function of the user's own Python file, for `{python: "metrics.py:mean_pred"}`, where code is allowed."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from kerasrun.builder.refusal import plain_message
from kerasrun.errors import BuildError, Mark, UsageError
from kerasrun.spec.function import PythonSpec


def require_allowed(names: Iterable[str], *, allow_code: bool) -> None:
    """Make sure that code may run where a spec names any; `names` are such as `metrics.py:mean_pred`.

    Raises:
        UsageError: there is code, and the user did not allow it.
    """
    named = ", ".join(names)
    if named and not allow_code:
        raise UsageError(
            f"the spec runs code of its own: {named}",
            "read the file; if you trust it, run the command again with --allow-code",
        )


def build_function(
    spec: PythonSpec, file: pathlib.Path, *, allow_code: bool, mark: Mark | None = None
) -> Callable[[Any, Any], Any]:
    """Run `file` and return the function that `spec` names; its errors become BuildError too.

    Args:
        spec: names the function.
        file: the real path of the spec's file.
        allow_code: whether it may run.
        mark: where the spec names the function.

    Raises:
        UsageError: the user did not allow code to run.
        BuildError: the file fails, or holds no such function.
    """
    require_allowed([spec.python], allow_code=allow_code)
    try:
        source = file.read_text("utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BuildError(f"{file}: the file cannot be read: {reason}", mark=mark) from None
    except UnicodeDecodeError:
        raise BuildError(f"{file}: the file is not UTF-8 text", mark=mark) from None
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    try:
        code = compile(source, str(file), "exec")
        # The one place where a user's code runs, behind --allow-code.
        exec(code, module.__dict__)
    except Exception as error:
        raise _failed(file, error, "the file must run by itself", mark) from error
    function = module.__dict__.get(spec.function)
    if not callable(function):
        names = ", ".join(name for name, value in vars(module).items() if callable(value) and name[0] != "_")
        hint = f"the file has: {names or 'none'}"
        raise BuildError(f"{file}: no function called {spec.function!r}", hint, mark)
    return _explaining(function, spec.function, file, mark)


def _explaining(
    function: Callable[..., Any], name: str, file: pathlib.Path, mark: Mark | None
) -> Callable[[Any, Any], Any]:
    """Return the function under its name, with errors that tell the line of the user's file."""

    @functools.wraps(function, assigned=())
    def explained(y_true: Any, y_pred: Any) -> Any:
        try:
            return function(y_true, y_pred)
        except Exception as error:
            hint = "the function takes y_true and y_pred and returns a tensor"
            raise _failed(file, error, hint, mark) from error

    explained.__name__ = name
    return explained


def _failed(file: pathlib.Path, error: Exception, hint: str, mark: Mark | None) -> BuildError:
    message = f"{file}{_line_in(file, error)}: {type(error).__name__}: {plain_message(error)}"
    return BuildError(message, hint, mark)


def _line_in(file: pathlib.Path, error: Exception) -> str:
    """Return `:line` of the innermost frame that lies in the file."""
    if isinstance(error, SyntaxError):
        return f":{error.lineno}"
    line = ""
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(file):
            line = f":{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return line
