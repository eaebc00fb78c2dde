"""Arrays in a `.npz` file, read with suspicion: never a pickle, never more than the file can hold.

In: the path of a local file. Out: the header of each array, then single arrays; `DataError` for anything
damaged or hostile. Called by `npz.py`. NumPy's own reader believes the header's shape (and tries to
allocate it), and for a text file it suggests to allow pickles, which run code.
"""

from __future__ import annotations

import struct
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from kerasrun.data.examples import Array
from kerasrun.data.memory import format_bytes
from kerasrun.errors import DataError

SUFFIX = ".npy"
NPY_MAGIC = b"\x93NUMPY"
ENCRYPTED = 0x1
"""The flag of an encrypted member of a zip file."""
SUSPECT_BYTES = 2**30
SUSPECT_RATIO = 1000
"""A member that unpacks to more than so many bytes, and so many times its packed size, is a zip bomb."""
REASON_LETTERS = 200
"""Letters of NumPy's own message that an error shows."""
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    tokenize.TokenError,
    SyntaxError,
    EOFError,
    OSError,
    TypeError,
    ValueError,
    OverflowError,
    RuntimeError,
)
"""What zipfile, zlib and NumPy raise for damaged or unsupported content; NumPy parses headers as Python text.

NotImplementedError (an unknown compression) and RecursionError are RuntimeErrors.
"""


@dataclass(frozen=True)
class Header:
    """One array of an archive: its key, shape and dtype, and the archive's file name for messages."""

    file: str
    key: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def size(self) -> int:
        """Bytes of the array in memory."""
        return prod(self.shape) * self.dtype.itemsize


def read_headers(path: Path) -> dict[str, Header]:
    """Return the header of every array by key; array data is not read.

    Raises:
        DataError: not a `.npz` file, damaged, encrypted, or a header that promises more than its member
            holds.
    """
    with _open(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(SUFFIX)]
        return {name.removesuffix(SUFFIX): _header(archive, path, name) for name in names}


def read_array(path: Path, key: str) -> Array:
    """Return one array in the machine's byte order.

    Raises:
        DataError: as `read_headers`, or the data is cut short or fails its checksum.
    """
    with _open(path) as archive:
        _header(archive, path, key + SUFFIX)
        with _reading(f"{path.name}: {key}"), archive.open(key + SUFFIX) as stream:
            array: Array = npy.read_array(stream, allow_pickle=False)
            stream.read(1)  # The end of the member: only there does zipfile compare the checksum.
    return array.astype(array.dtype.newbyteorder("="), copy=False)


@contextmanager
def _open(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the archive, telling a zip file from what people mistake for one."""
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        hint = 'save with numpy.savez("data.npz", x_train=..., y_train=...)'
        raise DataError(
            f"{path.name}: expected a .npz file, received {_likely_format(path)}.", hint
        ) from error
    with archive:
        yield archive


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn whatever damaged content makes zipfile or NumPy raise into one error."""
    try:
        with warnings.catch_warnings():
            # NumPy warns of headers that Python 2 wrote, and reads them all the same.
            warnings.simplefilter("ignore", UserWarning)
            yield
    except DAMAGE as error:
        # Only the first line: the later ones of NumPy's messages advise to allow pickles.
        reason = (str(error) or type(error).__name__).splitlines()[0][:REASON_LETTERS]
        raise DataError(
            f"{what}: expected a readable array, received damaged data ({reason}).",
            "copy or save the file again",
        ) from error


def _likely_format(path: Path) -> str:
    """Return in words what a file that is no zip archive seems to be."""
    with path.open("rb") as file:
        start = file.read(len(NPY_MAGIC))
    if not start:
        return "an empty file"
    if start == NPY_MAGIC:
        return "a single .npy array"
    return "a .npz file that is cut or damaged" if start.startswith(b"PK") else "a file of another format"


def _header(archive: zipfile.ZipFile, path: Path, name: str) -> Header:
    """Return one array's header after every check that needs no data."""
    what = f"{path.name}: {name.removesuffix(SUFFIX)}"
    info = archive.getinfo(name)
    if info.flag_bits & ENCRYPTED:
        raise DataError(
            f"{what}: expected plain data, received an encrypted member.", "save without a password"
        )
    if info.file_size > SUSPECT_BYTES and info.file_size > SUSPECT_RATIO * info.compress_size:
        raise DataError(
            f"{what}: expected data, received {format_bytes(info.file_size)} packed into "
            f"{format_bytes(info.compress_size)}, as in a zip bomb.",
            "save with numpy.savez, which does not compress",
        )
    with _reading(what), archive.open(name) as stream:
        shape, dtype = _parse_header(stream)
        held = info.file_size - stream.tell()
    header = Header(path.name, name.removesuffix(SUFFIX), shape, dtype)
    # The size of an object array says nothing: its data is a pickle, which `npz.py` refuses by its dtype.
    if not dtype.hasobject and header.size > held:
        raise DataError(
            f"{what}: expected {format_bytes(header.size)} of data, as its header says (shape {list(shape)}, "
            f"{dtype}), received {format_bytes(held)}.",
            "the file is cut or damaged: save it again",
        )
    return header


def _parse_header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Return shape and dtype of a `.npy` stream, which then stands at the data."""
    version = npy.read_magic(stream)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"array format {version[0]}.{version[1]}")
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = read(stream)
    if any(size < 0 for size in shape):
        raise ValueError(f"negative shape {shape}")
    return shape, dtype
