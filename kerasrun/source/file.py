"""A spec file's path to its text: everything that can be wrong with a file before YAML begins."""

from __future__ import annotations

import codecs
import errno
import os
import pathlib
import stat

from kerasrun.errors import Issue, Mark, SpecError
from kerasrun.source.character import control_character

SUFFIXES = (".yaml", ".yml")
"""How the name of a spec ends."""

SIZE_LIMIT = 1_000_000
"""Largest spec file in bytes."""

_OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_SIGNATURES = {b"\x89PNG": "a PNG picture", b"\x1f\x8b": "a gzip archive", b"PK\x03\x04": "a zip archive"}


def read_text(path: pathlib.Path) -> str:
    """Return the text of the spec file at `path`, without a byte-order mark, every line end a line feed.

    Raises:
        SpecError: no such regular file, not readable, too large, not UTF-8, or with control characters.
    """
    content = _read_bytes(path)
    file = str(path)
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise _refuse(file, f"expected a YAML text file, received {what}")
    for mark, encoding in _OTHER_ENCODINGS.items():
        if content.startswith(mark):
            raise _refuse(file, f"expected UTF-8 text, received {encoding}", "save the file as UTF-8")
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        raise _refuse(
            file,
            f"expected UTF-8 text, received byte 0x{content[error.start]:02x} at offset {error.start}",
            "save the file as UTF-8",
            _mark(file, before),
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = control_character(text)
    if found:
        index, name = found
        hint = (
            "not a text file, or saved as UTF-16 without a mark?" if "\0" in text else "delete the character"
        )
        raise _refuse(file, f"control characters are not allowed: {name}", hint, _mark(file, text[:index]))
    return text


def _read_bytes(path: pathlib.Path) -> bytes:
    file = str(path)
    if "\0" in file:
        raise _refuse(file, "expected the path of a file, received one with a NUL character")
    try:
        # Not blocking, so that a FIFO without a writer is refused instead of waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        if path.is_symlink():
            target = os.readlink(path)
            raise _refuse(
                file, f"expected a file, received a link to {target!r}, which does not exist"
            ) from None
        raise _refuse(file, "no such file", neighbours(path)) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _refuse(file, f"the file cannot be read: {reason}", _REMEDIES.get(error.errno or 0)) from None
    try:
        _require_kind(path, os.fstat(descriptor).st_mode)
        with open(descriptor, "rb", closefd=False) as stream:
            content = stream.read(SIZE_LIMIT + 1)
    finally:
        os.close(descriptor)
    if len(content) > SIZE_LIMIT:
        hint = "a spec describes data, it does not hold it"
        raise _refuse(file, "expected at most 1 MB, received a larger file", hint)
    return content


_REMEDIES = {
    errno.EACCES: "chmod u+r it",
    errno.ELOOP: "the link leads to itself",
    errno.ENAMETOOLONG: "shorten it",
}


def _require_kind(path: pathlib.Path, mode: int) -> None:
    file = str(path)
    if stat.S_ISDIR(mode):
        raise _refuse(file, "expected a file, received a directory", neighbours(path / "spec.yaml"))
    if not stat.S_ISREG(mode):
        raise _refuse(file, "expected a regular file, received a device, pipe or socket")
    if path.suffix.lower() not in SUFFIXES:
        hint = "a spec's name ends in .yaml or .yml"
        raise _refuse(file, f"expected a .yaml file, received {path.name!r}", hint)


def neighbours(path: pathlib.Path) -> str | None:
    """Return a hint that names the specs beside `path`, a file that does not exist."""
    folder = path.parent
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.suffix in SUFFIXES)
    except OSError:
        return f"the folder {str(folder)!r} does not exist or cannot be read"
    if not names:
        return None
    return f"in {str(folder)!r} there is: {', '.join(names[:10])}{', ...' if len(names) > 10 else ''}"


def _mark(file: str, before: str) -> Mark:
    return Mark(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _refuse(file: str, message: str, hint: str | None = None, mark: Mark | None = None) -> SpecError:
    return SpecError([Issue("KR001", message, mark=mark or Mark(file, 1, 1), hint=hint)])
