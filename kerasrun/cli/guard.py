"""The only place where errors become a screen and an exit code."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator

import typer

from kerasrun.errors import ExitCode, Interrupted, KerasrunError, OutOfMemory, StorageError, Terminated

_DISK_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EROFS)


@contextlib.contextmanager
def guard(*, as_json: bool = False) -> Iterator[None]:
    """Run a command: an expected error is one screen and its exit code, any other is a bug with a log file.

    Args:
        as_json: print the error as one JSON document on stdout too.

    Raises:
        typer.Exit: with the exit code, after any error.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except typer.Exit:
        raise
    except BrokenPipeError:
        _leave(ExitCode.OK)
    except (Exception, KeyboardInterrupt) as error:
        expected = _expected(error)
        with contextlib.suppress(OSError):
            show_error(expected, as_json=as_json)
        _leave(expected.exit_code)


def show_error(error: KerasrunError, *, as_json: bool) -> None:
    """Print an error's screen on stderr and, where asked for, its JSON on stdout."""
    from kerasrun.cli.console import messages
    from kerasrun.cli.reply import print_json
    from kerasrun.cli.screen import error_json, render_error

    messages().print(render_error(error), end="", soft_wrap=True)
    if as_json:
        print_json(error_json(error))


def _expected(error: BaseException) -> KerasrunError:
    if isinstance(error, KerasrunError):
        return error
    if isinstance(error, KeyboardInterrupt):
        import signal

        # The handlers of this package say which signal it was; Python's own, which is of Ctrl-C, does not.
        return Terminated("terminated") if signal.SIGTERM in error.args else Interrupted("interrupted")
    if isinstance(error, MemoryError):
        return OutOfMemory(
            "the machine's memory does not hold the job", "take a smaller batch, model or data set"
        )
    if isinstance(error, OSError) and error.errno in _DISK_FAULTS:
        place = error.filename or "the output"
        return StorageError(f"{place}: cannot be written: {(error.strerror or str(error)).lower()}")
    from kerasrun.cli.bug import report_bug

    assert isinstance(error, Exception)
    return report_bug(error)


def _leave(code: ExitCode) -> None:
    from kerasrun.cli.stream import silence_streams

    silence_streams()
    raise typer.Exit(code) from None
