"""Bytes, text and JSON to a file such that a crash at any moment leaves the old content or the new one.

Every file of a run is written through here. A reader never sees a half-written file, and after the call
returns the content survives a power cut.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from kerasrun.rundir.fault import write_fault
from kerasrun.rundir.json_file import format_json

_TEMPORARY = ".kerasrun-"
_CLOSE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_BLOCK = 65_536


def write_bytes(path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data`; a link at `path` is replaced, not followed.

    Raises:
        StorageError: disk full, no permission, missing folder, `path` is a directory.
    """
    temporary = temporary_path(path.parent)
    try:
        try:
            create_file(temporary, data)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise write_fault(path, error) from error


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` by `text` in UTF-8; see `write_bytes`. Lone surrogates are escaped."""
    write_bytes(path, _encode(text))


def write_json(path: Path, value: object) -> None:
    """Replace the file at `path` by `value` as JSON, keys in their order; see `write_bytes`."""
    write_text(path, format_json(value, indent=2) + "\n")


def append_line(path: Path, text: str) -> None:
    """Add `text` as one line to the file at `path`, which is made when missing.

    A failed write leaves no trace. Text after the last line end was cut by a crash: it is removed first. The
    line outlives the process at once, and a power cut after `sync_file`: the disk takes longer than a line.

    Raises:
        StorageError: disk full, no permission, missing folder, `path` is a directory.
    """
    if "\n" in text:
        raise ValueError("expected one line, received text with a line end")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _CLOSE, 0o666)
        try:
            size = os.lseek(descriptor, 0, os.SEEK_END)
            end = _end_of_lines(descriptor, size)
            try:
                if end < size:
                    os.ftruncate(descriptor, end)
                _write_all(descriptor, _encode(text + "\n"))
            except BaseException:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, end)
                raise
        finally:
            os.close(descriptor)
        if size == 0:
            sync_folder(path.parent)
    except OSError as error:
        raise write_fault(path, error) from error


def sync_file(path: Path) -> None:
    """Make what was appended to the file at `path` survive a power cut, where there is such a file.

    Raises:
        StorageError: the disk failed or is full.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | _CLOSE)
    except FileNotFoundError:
        return
    except OSError as error:
        raise write_fault(path, error) from error
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise write_fault(path, error) from error
    finally:
        os.close(descriptor)


def create_file(path: Path, data: bytes | memoryview) -> None:
    """Write a new file whose content survives a power cut; its name does after `sync_folder`.

    Raises:
        OSError: it exists already or cannot be written; a part of it may be there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CLOSE, 0o666)
    try:
        _write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def temporary_path(folder: Path) -> Path:
    """Return a fresh name in `folder` for what is about to be renamed; its suffix may be changed."""
    return folder / f"{_TEMPORARY}{os.urandom(8).hex()}.tmp"


def is_temporary(path: Path) -> bool:
    """Tell whether `path` is what a process was writing when it was killed."""
    return path.name.startswith(_TEMPORARY)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut, where the system can.

    Raises:
        OSError: the disk failed.
    """
    if os.name == "nt":  # Windows cannot open a folder
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | _CLOSE)
    except PermissionError:  # a folder may be writable and not readable
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems have no such call
            raise
    finally:
        os.close(descriptor)


def _encode(text: str) -> bytes:
    # A file name that is not UTF-8 reaches us with lone surrogates; JSON, too, writes one as `\udc80`.
    return text.encode("utf-8", "backslashreplace")


def _write_all(descriptor: int, data: bytes | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _end_of_lines(descriptor: int, size: int) -> int:
    end = size
    while end > 0:
        start = max(0, end - _BLOCK)
        os.lseek(descriptor, start, os.SEEK_SET)
        index = os.read(descriptor, end - start).rfind(b"\n")
        if index >= 0:
            return start + index + 1
        end = start
    return 0
