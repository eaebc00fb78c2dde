from __future__ import annotations

import os
from pathlib import Path

import pytest

from kerasrun.errors import StorageError, UsageError
from kerasrun.job.schema import MODELINE, SCHEMA_FILE, write_schema
from kerasrun.spec.schema import AUTHOR, schema_text


def test_it_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / SCHEMA_FILE
    assert write_schema(file) is True
    assert file.read_text("utf-8") == schema_text()
    os.utime(file, (1, 1))
    assert write_schema(file) is False
    assert file.stat().st_mtime == 1


def test_an_older_schema_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / SCHEMA_FILE
    file.write_text(f'{{"$comment": "{AUTHOR} 0.0.1"}}', "utf-8")
    assert write_schema(file) is True
    assert file.read_text("utf-8") == schema_text()


@pytest.mark.parametrize(
    "text", ["", "mine", "{}", "[]", "3", '{"$comment": 3}', '{"$comment": "mine"}', "[" * 9999]
)
def test_any_other_file_stays(text: str, tmp_path: Path) -> None:
    file = tmp_path / SCHEMA_FILE
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="is no schema of kerasrun"):
        write_schema(file)
    assert file.read_text("utf-8") == text


def test_what_is_no_file_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name in ("folder", "link", "pipe", "bytes"):
        with pytest.raises(UsageError, match="is no schema of kerasrun"):
            write_schema(tmp_path / name)
    with pytest.raises(UsageError, match="there is no"):
        write_schema(tmp_path / "missing" / SCHEMA_FILE)


def test_a_folder_that_takes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The superuser, as whom tests may run, can write everywhere.
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError):
        write_schema(tmp_path / SCHEMA_FILE)


def test_the_modeline_names_the_file() -> None:
    assert MODELINE == "# yaml-language-server: $schema=kerasrun.schema.json\n"
