from __future__ import annotations

import pytest

from kerasrun.data.memory import format_bytes, require_memory
from kerasrun.errors import OutOfMemory


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (102_348, "99.9 KiB"),
        (102_400, "100 KiB"),
        (800 * 10**12, "728 TiB"),
        (2**80, "1048576 EiB"),
    ],
)
def test_bytes_are_shown_in_binary_units(size: int, text: str) -> None:
    assert format_bytes(size) == text


def test_small_arrays_pass() -> None:
    require_memory(1, "one byte")


def test_array_larger_than_the_machine_is_refused() -> None:
    with pytest.raises(OutOfMemory, match=r"huge: expected at most the .* received 1024 EiB"):
        require_memory(2**70, "huge")
