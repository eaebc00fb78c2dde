"""A checkpoint's files tell when they are not what was written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.checkpoint_file import Damaged, format_checkpoint, read_files, write_files
from kerasrun.rundir.position import Position

ARRAYS = {"dense/kernel": np.arange(6.0).reshape(2, 3), "dense/bias": np.ones(3, ml_dtypes.bfloat16)}
STATE = {"callbacks": [{"best": float("inf")}], "seed": 3}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "epoch-0003-step-000120"
    path.mkdir()
    write_files(path, format_checkpoint(Position(3, 120), ARRAYS, STATE, "epoch-0001-step-000000"))
    return path


def damage(folder: Path) -> str:
    with pytest.raises(Damaged) as caught:
        read_files(folder)
    return str(caught.value)


def resign(folder: Path) -> None:
    """Write the manifest of the files as they are now: what follows is found by form alone."""
    sums = {}
    for name in ("arrays.npz", "state.json"):
        content = (folder / name).read_bytes()
        sums[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    text = json.dumps({"format": 1, "files": sums}, indent=2) + "\n"
    (folder / "manifest.json").write_text(text)


def test_what_was_written_is_read(folder: Path) -> None:
    resign(folder)
    content = read_files(folder)
    assert (content.position, content.state) == (Position(3, 120), STATE)
    assert content.best == "epoch-0001-step-000000"
    assert list(content.arrays) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert content.arrays[name].tobytes() == array.tobytes()
        assert content.arrays[name].dtype == array.dtype


def test_the_files_open_without_kerasrun(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["arrays.npz", "manifest.json", "state.json"]
    state = json.loads((folder / "state.json").read_text())
    assert state["position"] == {"epoch": 3, "step": 120}
    assert [(fact["name"], fact["dtype"]) for fact in state["arrays"]] == [
        ("dense/kernel", "float64"),
        ("dense/bias", "bfloat16"),
    ]
    with np.load(folder / "arrays.npz", allow_pickle=False) as file:
        assert file["arr_0"].tolist() == ARRAYS["dense/kernel"].tolist()


@pytest.mark.parametrize("name", ["arrays.npz", "state.json", "manifest.json"])
def test_a_file_that_is_missing_empty_or_no_file_is_named(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"")
    assert name in damage(folder)
    (folder / name).write_bytes(b"{}")
    assert name in damage(folder)
    (folder / name).unlink()
    assert damage(folder) == f"{name}: no such file or directory"
    (folder / name).mkdir()
    assert damage(folder) == f"{name}: expected a file, received a folder"
    (folder / name).rmdir()
    os.mkfifo(folder / name)
    assert damage(folder) == f"{name}: expected a file, received a device or pipe"


@pytest.mark.parametrize(("name", "end"), [("arrays.npz", b"x"), ("state.json", b" ")])
def test_size_and_sum_are_both_told(name: str, end: bytes, folder: Path) -> None:
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content + end)
    assert damage(folder) == f"{name}: expected {len(content)} bytes, received {len(content) + 1}"
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert damage(folder) == f"{name}: sha256 differs from the manifest"


def rewritten(change: Callable[[dict[str, Any]], object], text: str) -> str:
    value = json.loads(text)
    change(value)
    return json.dumps(value, indent=2) + "\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(format=2), "expected format 1, received format 2"),
        (lambda m: m.update(format=True), "expected a format and files"),
        (lambda m: m.pop("format"), "expected a format and files"),
        (lambda m: m.update(files=[]), "expected arrays.npz and state.json"),
        (lambda m: m["files"].pop("state.json"), "expected arrays.npz and state.json"),
        (lambda m: m["files"].update({"../x": {}}), "expected arrays.npz and state.json"),
        (lambda m: m["files"].update({"arrays.npz": 3}), "arrays.npz: expected sha256 and bytes"),
        (lambda m: m["files"]["arrays.npz"].update(bytes="9"), "arrays.npz: expected sha256 and bytes"),
        (lambda m: m.update(more=1), "not the text that was written"),
    ],
)
def test_a_manifest_of_another_form(change: Any, message: str, folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(rewritten(change, path.read_text()))
    assert damage(folder) == f"manifest.json: {message}"


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.clear(),
        lambda s: s.update(position=[3, 120]),
        lambda s: s["position"].update(epoch=3.0),
        lambda s: s["position"].update(step=-1),
        lambda s: s.update(state=None),
        lambda s: s.update(best=3),
        lambda s: s.update(arrays={}),
        lambda s: s["arrays"].pop(),
        lambda s: s["arrays"][0].update(dtype="float32"),
    ],
)
def test_wrong_types_are_found_even_with_the_right_sums(change: Any, folder: Path) -> None:
    path = folder / "state.json"
    path.write_text(rewritten(change, path.read_text()))
    resign(folder)
    assert damage(folder).startswith("not written by kerasrun: ")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"null", b"\xff", b'{"state": NaN}', b"[" * 9999])
def test_a_state_that_is_none_is_found_even_with_the_right_sums(content: bytes, folder: Path) -> None:
    (folder / "state.json").write_bytes(content)
    resign(folder)
    assert damage(folder).startswith("not written by kerasrun: ")


def test_a_folder_that_is_none(folder: Path) -> None:
    moved = folder.rename(folder.with_name("elsewhere"))
    assert damage(folder) == "manifest.json: no such file or directory"
    folder.symlink_to(moved)
    assert damage(folder) == "expected a folder, received a link"
    folder.unlink()
    folder.write_text("")
    assert damage(folder) == "expected a folder, received a file"


def test_a_file_that_cannot_be_read_now_is_not_called_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StorageError, match=r"manifest\.json: cannot be read: permission denied"):
        read_files(folder)


def test_a_folder_with_files_in_it_is_not_written_over(folder: Path) -> None:
    files = format_checkpoint(Position(3, 120), {}, {}, None)
    with pytest.raises(FileExistsError):
        write_files(folder, files)
    shutil.rmtree(folder)
    with pytest.raises(FileNotFoundError):
        write_files(folder, files)


def test_a_checkpoint_of_nothing_is_one(tmp_path: Path) -> None:
    write_files(tmp_path, format_checkpoint(Position(0, 0), {}, {}, None))
    content = read_files(tmp_path)
    assert (content.arrays, content.state, content.best) == ({}, {}, None)
