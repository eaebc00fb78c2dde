"""The privilege of root to read and write everywhere, given up: the rights of files hold for it too."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator

_VERSION = 0x20080522
"""Of capset(2): 64 bits, in two words of each kind."""
_OVERRIDE = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""

_Words = ctypes.c_uint32 * 6
"""Effective, permitted and inheritable; first the low words, then the high ones."""


@contextlib.contextmanager
def bound_by_rights() -> Iterator[None]:
    """Within the `with` block this thread, and what it starts, is bound by the rights of files."""
    if os.geteuid() != 0:
        yield
        return
    header, held = (ctypes.c_uint32 * 2)(_VERSION, 0), _Words()
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "capget") or libc.capget(header, held):
        import pytest  # late: processes of tests/fault begin with this file

        pytest.skip("root may write everywhere here")
    given_up = _Words(held[0] & ~_OVERRIDE, *held[1:])
    assert libc.capset(header, given_up) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0
