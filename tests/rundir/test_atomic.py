"""Files are whole or untouched, whatever fails in between."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import (
    append_line,
    is_temporary,
    sync_file,
    write_bytes,
    write_json,
    write_text,
)

FullDisk = Callable[[int], AbstractContextManager[None]]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    write_bytes(path, b"old")
    write_bytes(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert names(tmp_path) == ["model.keras"]


def test_the_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_bytes(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "spec.yaml").symlink_to("precious")
    write_text(tmp_path / "spec.yaml", "new")
    assert (tmp_path / "precious").read_text() == "mine"
    assert not (tmp_path / "spec.yaml").is_symlink()


def test_a_full_disk_keeps_the_old_file_and_leaves_nothing_behind(
    tmp_path: Path, full_disk: FullDisk
) -> None:
    path = tmp_path / "scores.json"
    write_bytes(path, b"old")
    with full_disk(1000), pytest.raises(StorageError, match="scores.json: cannot be written: file too large"):
        write_bytes(path, b"x" * 5000)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["scores.json"]


def test_no_space_says_what_to_do() -> None:
    with pytest.raises(StorageError, match="/dev/full: cannot be written: no space left on device") as caught:
        append_line(Path("/dev/full"), "text")
    assert caught.value.hint == "free some space, or choose another disk with --runs-dir"
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("write", [lambda path: write_bytes(path, b""), lambda path: append_line(path, "")])
def test_what_cannot_be_written_is_said_with_the_path(write: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    for name, reason in {
        "folder": "is a directory",
        "missing/a": "no such file or directory",
        "file/a": "not a directory",
        "n" * 300: "file name too long",
    }.items():
        with pytest.raises(StorageError) as caught:
            write(tmp_path / name)
        assert caught.value.message == f"{tmp_path / name}: cannot be written: {reason}"
    assert names(tmp_path) == ["file", "folder"]
    assert names(tmp_path / "folder") == []


def test_a_kill_while_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "big"
    program = (
        "import sys; from pathlib import Path; from kerasrun.rundir.atomic import write_bytes\n"
        "while True:\n    for byte in b'ab': write_bytes(Path(sys.argv[1]), bytes([byte]) * 3_000_000)"
    )
    for delay in (0.0, 0.013, 0.031):
        path.unlink(missing_ok=True)
        writer = subprocess.Popen([sys.executable, "-c", program, str(path)])
        deadline = time.monotonic() + 30
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
    assert all(is_temporary(left) for left in tmp_path.iterdir() if left != path)


def test_json_keeps_the_order_and_has_no_nan(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"b": math.nan, "a": [math.inf, 0.1, True, None], "ü": (1, 2)})
    text = path.read_text("utf-8")
    assert text.endswith("}\n")
    assert '  "ü": [' in text
    assert list(json.loads(text).items()) == [("b", None), ("a", [None, 0.1, True, None]), ("ü", [1, 2])]


def test_a_file_name_that_is_not_utf8_survives_json(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.npz")
    write_json(tmp_path / "a.json", name)
    assert json.loads((tmp_path / "a.json").read_bytes()) == name


def test_lines_are_appended(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    append_line(path, "one")
    append_line(path, "twö")
    assert path.read_bytes() == "one\ntwö\n".encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"one\ntw", b"one\nnew\n"),
        (b"tw", b"new\n"),
        (b"one\n" + b"x" * 200_000, b"one\nnew\n"),
        (b"x" * 65_536, b"new\n"),
    ],
)
def test_a_line_that_was_cut_short_goes_first(before: bytes, after: bytes, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(before)
    append_line(path, "new")
    assert path.read_bytes() == after


def test_a_failed_append_leaves_the_file_as_it_was(tmp_path: Path, full_disk: FullDisk) -> None:
    path = tmp_path / "history.jsonl"
    append_line(path, "one")
    with full_disk(100), pytest.raises(StorageError, match="file too large"):
        append_line(path, "x" * 500)
    assert path.read_bytes() == b"one\n"


def test_what_was_appended_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "history.jsonl"
    synced: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(_file_of(os.fstat(descriptor))))
    sync_file(path)
    append_line(path, "one")
    sync_file(path)
    assert synced[-1] == _file_of(path.stat())
    assert path.read_bytes() == b"one\n"


def _file_of(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def test_a_file_that_cannot_be_synced_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="directory"):
        sync_file(tmp_path)


def test_a_line_holds_no_line_end(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one line"):
        append_line(tmp_path / "a", "one\ntwo")
