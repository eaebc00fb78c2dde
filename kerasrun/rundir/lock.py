"""One process at a time trains in a run directory.

`job/` holds a run while it writes there. The system's lock on `run.lock` ends with the process that holds it,
however that ends; the file says who it is. Where the file system has no locks, `run.pid` stands for one.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import create_file, temporary_path
from kerasrun.rundir.clock import format_instant
from kerasrun.rundir.fault import require_file, write_fault
from kerasrun.rundir.json_file import format_json, parse_json
from kerasrun.rundir.layout import Run
from kerasrun.rundir.process import host_name, is_alive, process_start

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_BUSY = {errno.EWOULDBLOCK, errno.EACCES}
_UNSUPPORTED = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.ENOLCK}
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_OWNER_LIMIT = 4096

_held: set[int] = set()
"""The descriptors whose locks this process holds."""


@contextlib.contextmanager
def hold_run(run: Run) -> Iterator[None]:
    """Hold the run as long as the context lasts: no other process, nor this one again, can hold it.

    What a dead process held is free.

    Raises:
        StorageError: another process holds the run, and which; or the directory cannot be written.
    """
    try:
        require_file(run.lock_file)
        descriptor = _lock(run)
        pid_file = _create_pid_file(run) if descriptor is None else None
    except OSError as error:
        raise write_fault(run.lock_file, error) from error
    process = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == process:  # a forked child that leaves the context holds nothing
            # The name goes before the lock: whoever finds the name then finds a lock that counts.
            with contextlib.suppress(OSError):
                os.unlink(pid_file or run.lock_file)
            if descriptor is not None:
                _held.discard(descriptor)
                os.close(descriptor)


@dataclass(frozen=True)
class _Owner:
    """The process that holds a run; as in `Status`."""

    pid: int
    host: str
    process_start: int | None
    since: str


def _lock(run: Run) -> int | None:
    """Return the descriptor that holds the system's lock, or None where there are no locks."""
    if fcntl is None:
        return None
    while True:
        descriptor = os.open(run.lock_file, _OPEN, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_named(descriptor, run.lock_file):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, _this_process(), 0)
                _held.add(descriptor)
                return descriptor
        except OSError as error:
            os.close(descriptor)
            if error.errno in _BUSY:
                raise _in_use(run, _read_owner(run.lock_file)) from None
            if error.errno not in _UNSUPPORTED:
                raise
            with contextlib.suppress(OSError):
                os.unlink(run.lock_file)
            return None
        # The process that held it removed the name while we opened it: there may be a new file by now.
        os.close(descriptor)


def _create_pid_file(run: Run) -> Path:
    path = run.pid_file
    while True:
        try:
            create_file(path, _this_process())
            return path
        except FileExistsError:
            owner = _read_owner(path)
            if owner is None or owner.host != host_name() or is_alive(owner.pid, owner.process_start):
                raise _in_use(run, owner, path) from None
            _take_away(path, owner)


def _take_away(path: Path, owner: _Owner) -> None:
    # Another process may have taken the file over since it was read: what was moved is looked at again.
    aside = temporary_path(path.parent)
    with contextlib.suppress(FileNotFoundError):
        os.rename(path, aside)
        if _read_owner(aside) != owner:
            with contextlib.suppress(OSError):
                os.link(aside, path)
        os.unlink(aside)


def _is_named(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _this_process() -> bytes:
    pid = os.getpid()
    owner = _Owner(pid, host_name(), process_start(pid), format_instant())
    return format_json(asdict(owner)).encode("utf-8", "backslashreplace")


def _read_owner(path: Path) -> _Owner | None:
    """Return who holds the run, or None where the file does not tell, as it is just being written."""
    try:
        with path.open("rb") as stream:
            value = parse_json(stream.read(_OWNER_LIMIT))
    except (OSError, ValueError):
        return None
    if not isinstance(value, dict):
        return None
    pid, host, start, since = (value.get(key) for key in ("pid", "host", "process_start", "since"))
    if type(pid) is not int or pid <= 0 or not isinstance(host, str) or not isinstance(since, str):
        return None
    return _Owner(pid, host, start if type(start) is int else None, since)


def _in_use(run: Run, owner: _Owner | None, pid_file: Path | None = None) -> StorageError:
    if owner is None:
        who, hint = "another process", "wait until it ends"
    else:
        who = f"process {owner.pid} on {owner.host} since {owner.since}"
        hint = "wait until it ends, or end it" + (
            f": kill {owner.pid}" if owner.host == host_name() else " there"
        )
    if pid_file:
        hint += f"; where no such process is left, delete {pid_file}"
    return StorageError(f"{run.directory}: in use by {who}", hint)


def _forget_locks() -> None:
    # A forked child has the parent's descriptors, and a lock lasts until the last of them is closed.
    for descriptor in _held:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_locks)
