"""Damaged and hostile archives end in one sentence, whichever byte is wrong."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.data.archive import read_array, read_headers
from kerasrun.errors import DataError


def header(descr: str, shape: str, version: bytes = b"\x01\x00") -> bytes:
    """Return a `.npy` header that claims what it likes."""
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    length = len(text).to_bytes(2 if version == b"\x01\x00" else 4, "little")
    return b"\x93NUMPY" + version + length + text


def write_member(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", content)
    return path


def refusal(path: Path, key: str | None = None) -> str:
    with pytest.raises(DataError) as caught:
        read_array(path, key) if key else read_headers(path)
    assert "pickle" not in str(caught.value.hint)
    return caught.value.message


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize(
    "array",
    [
        np.arange(24, dtype="uint8").reshape(2, 3, 4),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array(["a", "längst"]),
        np.zeros((0, 3)),
        np.arange(3, dtype=">f4"),
    ],
)
def test_arrays_come_back_as_they_were_saved(tmp_path: Path, save: Any, array: Any) -> None:
    save(tmp_path / "a.npz", x=array)
    found = read_headers(tmp_path / "a.npz")["x"]
    assert (found.shape, found.dtype, found.size) == (array.shape, array.dtype, array.nbytes)
    loaded = read_array(tmp_path / "a.npz", "x")
    np.testing.assert_array_equal(loaded, array)
    assert loaded.dtype.isnative


def test_headers_are_read_without_the_data(tmp_path: Path) -> None:
    array = np.zeros(10**6)
    np.savez(tmp_path / "a.npz", x=array)
    content = bytearray((tmp_path / "a.npz").read_bytes())
    content[4 * 10**6] ^= 1
    (tmp_path / "a.npz").write_bytes(content)
    assert read_headers(tmp_path / "a.npz")["x"].shape == (10**6,)
    assert "damaged data (Bad CRC-32" in refusal(tmp_path / "a.npz", "x")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"1,2,3\n", "a file of another format"),
        (b"PK\x03\x04 cut", "a .npz file that is cut or damaged"),
    ],
)
def test_file_that_is_no_archive(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    assert refusal(tmp_path / "a.npz") == f"a.npz: expected a .npz file, received {what}."


def test_single_array_under_the_wrong_name(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    (tmp_path / "a.npz").write_bytes(buffer.getvalue())
    assert "received a single .npy array" in refusal(tmp_path / "a.npz")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_file_that_is_cut(tmp_path: Path, part: float) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros(1000))
    content = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(content[: int(len(content) * part)])
    assert "a .npz file that is cut or damaged" in refusal(tmp_path / "a.npz")


def test_header_that_promises_more_than_the_file_holds(tmp_path: Path) -> None:
    path = write_member(tmp_path / "a.npz", header("'<f8'", "(100000000000000,)") + bytes(128))
    assert refusal(path) == (
        "a.npz: x: expected 728 TiB of data, as its header says (shape [100000000000000], float64), "
        "received 128 B."
    )


def test_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("x.npy", header("'|u1'", "(10,)"))
    # The directory at the end of the file says how large the member is; let it claim 2 GiB.
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02") + 24
    path.write_bytes(content[:at] + (2**31).to_bytes(4, "little") + content[at + 4 :])
    assert "received 2.0 GiB packed into" in refusal(path)
    assert "as in a zip bomb" in refusal(path)


@pytest.mark.parametrize(
    "content",
    [
        b"not an array at all",
        b"\x93NUMPY",
        header("'<f8'", "(-1,)"),
        header("'<f8'", "'text'"),
        header("'nonsense'", "(1,)"),
        header("'<f8'", "(1,)", b"\x07\x00"),
        header("'<f8'", "(" + "(" * 3000 + ",)"),
        header("'<f8'", "(1,)").replace(b"}", b" "),
        b"\x93NUMPY\x01\x00\xff\xff" + b" " * 65535,
    ],
)
def test_member_that_is_no_array(tmp_path: Path, content: bytes) -> None:
    message = refusal(write_member(tmp_path / "a.npz", content))
    assert message.startswith("a.npz: x: expected a readable array, received damaged data (")


def test_encrypted_member(tmp_path: Path) -> None:
    path = write_member(tmp_path / "a.npz", header("'<f8'", "(0,)"))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "received an encrypted member" in refusal(path)


def test_every_flipped_byte_is_an_array_or_a_data_error(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez_compressed(path, x=np.arange(50.0))
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            headers = read_headers(path)
            arrays = [read_array(path, key) for key in headers]
        except DataError:
            continue
        assert all(array.tolist() == list(range(50)) for array in arrays), place


def test_other_members_are_left_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("../outside.txt", "text")
    assert read_headers(tmp_path / "a.npz") == {}
