"""What is wrong with a file of a run, as the StorageError that tells which file, why, and what to do.

Called wherever this room touches the disk.
"""

from __future__ import annotations

import errno
from pathlib import Path

from kerasrun.errors import StorageError

_ELSEWHERE = "choose a folder that you may write to with --runs-dir"
_SPACE = "free some space, or choose another disk with --runs-dir"
_WRITE_HINTS = {
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: _ELSEWHERE,
    errno.EFBIG: "raise the limit on the size of files (ulimit -f)",
    errno.ENOENT: "was the run directory moved or deleted?",
}


def write_fault(path: Path, error: OSError) -> StorageError:
    """Return the error to raise when `path` could not be written or created."""
    return StorageError(f"{path}: cannot be written: {_reason(error)}", _WRITE_HINTS.get(error.errno or 0))


def space_fault(path: Path, needed: int, free: int) -> StorageError:
    """Return the error to raise when `path` needs `needed` bytes and its disk has `free` left."""
    sizes = f"it needs {needed / 1e6:.1f} MB, and the disk has {free / 1e6:.1f} MB free"
    return StorageError(f"{path}: cannot be written: {sizes}", _SPACE)


def read_fault(path: Path, error: OSError) -> StorageError:
    """Return the error to raise when `path` could not be read."""
    return StorageError(f"{path}: cannot be read: {_reason(error)}")


def require_folder(path: Path) -> None:
    """Make sure that `path`, where it exists, is a folder of its own and no link to another.

    Raises:
        StorageError: it is something else.
    """
    is_link = path.is_symlink()
    if is_link or (path.exists() and not path.is_dir()):
        raise StorageError(
            f"{path}: expected a folder, received a {'link' if is_link else 'file'}",
            "kerasrun makes this folder itself: move what is there away",
        )


def require_file(path: Path) -> None:
    """Make sure that `path`, where it exists, is a file: to open a pipe would wait for ever.

    Raises:
        StorageError: it is something else.
    """
    if path.exists() and not path.is_file():
        raise StorageError(
            f"{path}: expected a file, received {'a folder' if path.is_dir() else 'a device or pipe'}"
        )


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
