"""JSON both ways, strictly."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir import json_file
from kerasrun.rundir.json_file import format_json, parse_json, read_object


def test_numpy_scalars_are_numbers() -> None:
    values = {
        "a": np.float32(0.5),
        "b": np.int64(3),
        "c": np.bool_(True),
        "d": np.array(2.0),
        "e": np.float32("nan"),
    }
    assert format_json(values) == '{"a": 0.5, "b": 3, "c": true, "d": 2.0, "e": null}'


def test_a_float_survives_exactly() -> None:
    value = 0.1 + 0.2
    assert parse_json(format_json(value)) == value


def test_what_json_cannot_say_is_a_bug() -> None:
    with pytest.raises(TypeError, match="expected a JSON value, received set"):
        format_json({"a": {1}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NaN", "NaN is not JSON"),
        ('{"a": -Infinity}', "-Infinity is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        (b"\xff", "can't decode byte"),
        ("1" * 5000, "Exceeds the limit"),
    ],
)
def test_every_failure_is_a_value_error(text: str | bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_json(text)


@pytest.mark.parametrize("content", ["", "{", "[1]", '"text"', '{"a": NaN}', '{"a": "\x00"}', "[" * 100_000])
def test_a_damaged_file_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    path.write_text(content)
    with pytest.raises(StorageError) as caught:
        read_object(path)
    assert caught.value.message.startswith(f"{path}: expected")
    assert caught.value.hint == "the file was changed or damaged"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="a.json: cannot be read: no such file or directory"):
        read_object(tmp_path / "a.json")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(StorageError, match="expected a file, received a device or pipe"):
        read_object(tmp_path / "a.json")


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "SIZE_LIMIT", 1_000_000)
    (tmp_path / "a.json").write_text('{"a": "' + "x" * 1_000_000 + '"}')
    with pytest.raises(StorageError, match="at most 1 MB"):
        read_object(tmp_path / "a.json")
