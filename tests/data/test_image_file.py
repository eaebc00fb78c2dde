from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from kerasrun.data.examples import Array
from kerasrun.data.image_file import read_image
from kerasrun.errors import DataError

GIF = base64.b64decode("R0lGODlhAgACAIAAAP8AAAAA/yH5BAAAAAAALAAAAAACAAIAAAIDRAIFADs=")
"""2 x 2 pixels of a red and a blue."""


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int) -> bytes:
    """Return a grey PNG without its pixels: a decoder that believes the header allocates them."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 9)) + chunk(b"IEND", b"")


def bmp(pixels: Array) -> bytes:
    """Return a BMP of an image (height, width, 3 or 1) whose rows need no padding."""
    height, width, channels = pixels.shape
    colors = b"".join(bytes((i, i, i, 0)) for i in range(256)) if channels == 1 else b""
    body = pixels[::-1, :, ::-1].tobytes()
    offset = 54 + len(colors)
    head = b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8 * channels, 0, len(body), 0, 0, 0, 0)
    return head + info + colors + body


def read(folder: Path, data: bytes, channels: int = 3, size: tuple[int, int] = (4, 4)) -> Array:
    path = folder / "image.xyz"
    path.write_bytes(data)
    return read_image(path, "photos/image.xyz", size, channels)


@pytest.fixture(scope="module")
def pixels() -> Array:
    return np.random.default_rng(0).integers(0, 256, (4, 4, 3), np.uint8)


def test_lossless_images_come_back_as_they_are(tmp_path: Path, pixels: Array) -> None:
    for data in (tf.io.encode_png(pixels).numpy(), bmp(pixels)):
        found = read(tmp_path, data)
        assert found.dtype == np.uint8
        assert found.tolist() == pixels.tolist()


def test_jpeg(tmp_path: Path) -> None:
    red = np.full((16, 16, 3), (200, 30, 30), np.uint8)
    found = read(tmp_path, tf.io.encode_jpeg(red).numpy())
    assert np.abs(found.astype(int) - (200, 30, 30)).max() <= 4


def test_the_first_frame_of_a_gif(tmp_path: Path) -> None:
    found = read(tmp_path, GIF, size=(2, 2))
    assert set(map(tuple, found.reshape(-1, 3).tolist())) <= {(255, 0, 0), (0, 0, 255)}
    assert read(tmp_path, GIF, channels=1).shape == (4, 4, 1)


@pytest.mark.parametrize("channels", [1, 3])
def test_every_kind_of_colour_becomes_the_channels_asked_for(tmp_path: Path, channels: int) -> None:
    stream = np.random.default_rng(0)
    kinds: list[Any] = [stream.integers(0, 256, (4, 4, depth), np.uint8) for depth in (1, 2, 3, 4)]
    kinds.append(stream.integers(0, 2**16, (4, 4, 3), np.uint16))
    for image in kinds:
        assert read(tmp_path, tf.io.encode_png(image).numpy(), channels).shape == (4, 4, channels)
    for depth in (1, 3):
        assert read(tmp_path, bmp(kinds[depth - 1]), channels).shape == (4, 4, channels)


def test_grey_in_three_channels_is_the_same_in_each(tmp_path: Path) -> None:
    grey = np.arange(16, dtype=np.uint8).reshape(4, 4, 1)
    for data in (tf.io.encode_png(grey).numpy(), bmp(grey)):
        assert read(tmp_path, data).tolist() == np.repeat(grey, 3, axis=-1).tolist()


def test_resizing_is_that_of_keras(tmp_path: Path) -> None:
    import keras

    image = np.random.default_rng(1).integers(0, 256, (9, 7, 3), np.uint8)
    found = read(tmp_path, tf.io.encode_png(image).numpy(), size=(5, 6))
    wanted = keras.ops.convert_to_numpy(keras.ops.image.resize(image.astype("float32"), (5, 6)))
    assert np.abs(found - wanted).max() <= 0.5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "received an empty file"),
        (b"hello", "received a file of another format"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "received a WebP image"),
        (tf.io.encode_png(np.zeros((64, 64, 3), np.uint8)).numpy()[:-40], "PNG image, received a cut or"),
        (
            tf.io.encode_jpeg(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)).numpy()[
                :1500
            ],
            "JPEG image, received a cut or",
        ),
        (bmp(np.zeros((4, 4, 3), np.uint8))[:-10], "BMP image, received a cut or"),
        (GIF[:20], "GIF image, received a cut or"),
        (GIF[:35], "GIF image, received a cut or"),
        (GIF[:39], "GIF image, received a cut or"),
        (png(6000, 6000), "at most 20,000,000 pixels, received 36,000,000"),
        (png(2**31 - 1, 2**31 - 1), "pixels, received 4,611,686,014,132,420,609"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read(tmp_path, data)
    assert caught.value.message.startswith("photos/image.xyz: expected ")
    assert caught.value.hint
