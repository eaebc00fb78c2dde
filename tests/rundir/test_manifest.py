"""The manifest finds every change."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import temporary_path
from kerasrun.rundir.manifest import check_manifest, read_manifest, write_manifest
from kerasrun.rundir.run import Run, open_run
from kerasrun.rundir.version import package_version

MODEL = b"PK\x03\x04 a model" * 100


@pytest.fixture
def trained(run: Run) -> Run:
    run.model_file.write_bytes(MODEL)
    run.code_directory.mkdir()
    (run.code_directory / "metrics.py").write_text("x = 1\n")
    write_manifest(run)
    return run


def test_it_holds_sha256_and_size_of_every_file_that_stays(trained: Run) -> None:
    trained.log_file.write_text("chatter")
    temporary_path(trained.directory).write_text("killed")
    temporary_path(trained.directory).with_suffix(".keras").write_text("killed while Keras wrote")
    (trained.directory / "link").symlink_to("model.keras")
    trained.lock_file.write_text("{}")
    trained.pid_file.write_text("{}")
    folder = trained.checkpoints_directory / "epoch-0001-step-000000"
    folder.mkdir(parents=True)
    for path in (folder / "arrays.npz", trained.checkpoints_directory / "best.json"):
        path.write_text("has a manifest of its own")
    write_manifest(trained)
    value = json.loads(trained.manifest_file.read_text())
    assert list(value) == ["format", "kerasrun", "name", "created", "files"]
    assert value["format"] == 1
    assert value["name"] == "demo"
    assert value["kerasrun"] == package_version("kerasrun")
    assert list(value["files"]) == ["code/metrics.py", "model.keras", "resolved.yaml"]
    assert value["files"]["model.keras"] == {"sha256": hashlib.sha256(MODEL).hexdigest(), "bytes": len(MODEL)}


def test_whole_files_pass_and_on_a_copy_too(trained: Run, tmp_path: Path) -> None:
    names = ["model.keras", "code/metrics.py"]
    check_manifest(trained, names)
    copy = shutil.copytree(trained.directory, tmp_path / "copy")
    check_manifest(open_run(copy), names)


@pytest.mark.parametrize("offset", [0, 7, len(MODEL) - 1])
def test_one_flipped_bit_is_found(offset: int, trained: Run) -> None:
    content = bytearray(MODEL)
    content[offset] ^= 1
    trained.model_file.write_bytes(content)
    with pytest.raises(StorageError) as caught:
        check_manifest(trained, ["model.keras"])
    assert caught.value.message == (
        f"{trained.model_file}: sha256 differs from the manifest: the file was changed or damaged"
    )
    assert f"kerasrun train {trained.resolved_file}" in str(caught.value.hint)


def test_a_damaged_spec_is_not_what_to_train_again(trained: Run) -> None:
    trained.resolved_file.write_text("version: 1")
    with pytest.raises(StorageError, match="sha256 differs") as caught:
        check_manifest(trained, ["resolved.yaml"])
    assert caught.value.hint == "copy the run again from where it is whole"


def test_a_file_that_is_cut_is_found(trained: Run) -> None:
    trained.model_file.write_bytes(MODEL[:-1])
    with pytest.raises(StorageError, match="sha256 differs"):
        check_manifest(trained, ["model.keras"])


def test_a_pipe_is_refused_and_not_waited_for(trained: Run) -> None:
    trained.model_file.unlink()
    os.mkfifo(trained.model_file)
    with pytest.raises(StorageError, match=r"model\.keras: expected a file, received a device or pipe"):
        check_manifest(trained, ["model.keras"])


def test_a_missing_file_and_one_that_nobody_noted(trained: Run) -> None:
    trained.model_file.unlink()
    with pytest.raises(StorageError, match=r"model\.keras: no such file"):
        check_manifest(trained, ["model.keras"])
    trained.scores_file.write_text("{}")
    with pytest.raises(StorageError, match=r"scores\.json: not in the manifest"):
        check_manifest(trained, ["scores.json"])


def test_noting_one_file_does_not_excuse_another(trained: Run) -> None:
    trained.model_file.write_bytes(b"changed")
    trained.scores_file.write_text("{}")
    write_manifest(trained, ["scores.json"])
    check_manifest(trained, ["scores.json"])
    with pytest.raises(StorageError, match="sha256 differs"):
        check_manifest(trained, ["model.keras"])


def test_noting_a_file_that_is_not_there_is_a_storage_error(trained: Run) -> None:
    with pytest.raises(StorageError, match=r"gone: cannot be read"):
        write_manifest(trained, ["gone"])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"format": 0, "files": {}}',
        '{"format": "1", "files": {}}',
        '{"format": 1}',
        '{"format": 1, "files": {"a": 1}}',
        '{"format": 1, "files": {"a": {"sha256": 1, "bytes": 1}}}',
    ],
)
def test_a_damaged_manifest_is_a_storage_error(content: str, trained: Run) -> None:
    trained.manifest_file.write_text(content)
    with pytest.raises(StorageError, match=r"manifest\.json: "):
        check_manifest(trained, ["model.keras"])


def test_the_name_outlives_a_renamed_directory(trained: Run) -> None:
    moved = Run(trained.directory.rename(trained.directory.with_name("best")))
    write_manifest(moved)
    assert read_manifest(moved).name == "demo"
    assert read_manifest(moved).created.startswith("2026-11-2")
