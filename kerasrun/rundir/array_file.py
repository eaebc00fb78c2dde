"""Arrays to the bytes of an `.npz` file and back, bit for bit, without pickles.

A checkpoint keeps the weights so. `numpy.load` opens the file, but knows the arrays by number only: names of
variables are not always names of files, and some dtypes are not NumPy's. Both stand in a table, which the
checkpoint keeps in its state.json.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Table = list[dict[str, Any]]
"""For each array, in order: `name`, `shape`, `dtype` as text, `raw` for one that is stored as bytes."""


class NonFiniteArray(ValueError):
    """An array holds NaN or infinity, which no checkpoint may carry on."""

    def __init__(self, name: str, index: tuple[int, ...], value: str) -> None:
        super().__init__(name, index, value)
        self.name = name
        """The first such array."""
        self.index = index
        """Where its first such value stands."""
        self.value = value

    def __str__(self) -> str:
        place = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{self.name}{place} is {self.value}"


def check_finite(arrays: Mapping[str, NDArray[Any]]) -> None:
    """Make sure that no array of floating or complex numbers holds NaN or infinity.

    Raises:
        NonFiniteArray: one does; the first is named.
    """
    import numpy as np

    for name, array in arrays.items():
        if array.dtype.kind not in "fc" and array.dtype.isbuiltin != 2:
            continue
        finite = np.isfinite(array)
        if not finite.all():
            index = tuple(int(i) for i in np.unravel_index(int(finite.argmin()), array.shape))
            raise NonFiniteArray(name, index, str(array[index]))


def format_arrays(arrays: Mapping[str, NDArray[Any]]) -> tuple[memoryview, Table]:
    """Return the bytes of an uncompressed `.npz` file with `arrays` in their order, and its table.

    Args:
        arrays: any shapes; all dtypes of NumPy that hold no Python objects, and those of `ml_dtypes`, such as
            bfloat16.

    Raises:
        TypeError: a dtype that cannot be stored without pickles.
    """
    import numpy as np

    table: Table = []
    stored = []
    for name, array in arrays.items():
        raw = _is_raw(name, array.dtype)
        # A contiguous copy of a scalar has one dimension.
        stored.append(np.ascontiguousarray(array).reshape(-1).view(np.uint8) if raw else array)
        dtype = array.dtype.name if raw else str(array.dtype)
        table.append({"name": name, "shape": list(array.shape), "dtype": dtype, "raw": raw})
    buffer = io.BytesIO()
    np.savez(buffer, *stored, allow_pickle=False)
    return buffer.getbuffer(), table


def parse_arrays(content: bytes, table: object) -> dict[str, NDArray[Any]]:
    """Return the arrays that `format_arrays` stored, by name, in their order.

    Args:
        content: the bytes of the file.
        table: its table, of which nothing is taken for granted.

    Raises:
        ValueError: the bytes are no such file, or the table is not the file's.
    """
    import numpy as np

    if not isinstance(table, list):
        raise ValueError(f"arrays: expected a list, received {type(table).__name__}")
    arrays: dict[str, NDArray[Any]] = {}
    try:
        loaded = np.load(io.BytesIO(content), allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("not an archive of arrays: a single array")
        with loaded as file:
            if file.files != [f"arr_{index}" for index in range(len(table))]:
                raise ValueError(f"expected {len(table)} arrays, received {len(file.files)}")
            for key, fact in zip(file.files, table, strict=True):
                name, array = _restore(file[key], fact)
                if name in arrays:
                    raise ValueError(f"arrays: {name!r:.80} stands there twice")
                arrays[name] = array
    except (zipfile.BadZipFile, EOFError, OSError, KeyError, NotImplementedError, AttributeError) as error:
        raise ValueError(f"not an archive of arrays: {error}") from None
    return arrays


def _is_raw(name: str, dtype: np.dtype[Any]) -> bool:
    from numpy.lib import format as npy

    if dtype.isbuiltin == 2:  # registered by another package
        if dtype == _foreign_dtype(dtype.name):
            return True
    elif not dtype.hasobject and npy.descr_to_dtype(npy.dtype_to_descr(dtype)) == dtype:
        return False
    raise TypeError(f"{name}: arrays of {dtype} cannot be stored")


def _foreign_dtype(name: str) -> np.dtype[Any] | None:
    import ml_dtypes
    import numpy as np

    kind = getattr(ml_dtypes, name, None)
    return np.dtype(kind) if isinstance(kind, type) and issubclass(kind, np.generic) else None


def _restore(stored: NDArray[Any], fact: object) -> tuple[str, NDArray[Any]]:
    if not isinstance(fact, dict):
        raise ValueError("arrays: expected a list of mappings")
    name, shape, dtype, raw = (fact.get(key) for key in ("name", "shape", "dtype", "raw"))
    is_shape = isinstance(shape, list) and all(type(size) is int and size >= 0 for size in shape)
    if not isinstance(name, str) or not isinstance(dtype, str) or not is_shape or not isinstance(raw, bool):
        raise ValueError("arrays: expected name, shape, dtype and raw of each")
    array = stored
    if raw:
        foreign = _foreign_dtype(dtype)
        if foreign is None or stored.dtype != "uint8" or stored.ndim != 1:
            raise ValueError(f"{name[:80]}: expected the bytes of an array of {dtype[:80]}")
        array = stored.view(foreign).reshape(shape)
    found = array.dtype.name if raw else str(array.dtype)
    if (list(array.shape), found) != (shape, dtype):
        raise ValueError(f"{name[:80]}: expected {dtype[:80]} of shape {shape!s:.80}, received {found}")
    return name, array
