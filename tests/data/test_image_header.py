from __future__ import annotations

import struct

import pytest

from kerasrun.data.image_header import ImageHeader, parse_header

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 6000, 5000)
BMP = b"BM" + bytes(16) + struct.pack("<ii", 30, -20)
APP0 = b"\xff\xe0" + struct.pack(">H", 6) + b"JFIF"
SOF2 = b"\xff\xff\xc2" + struct.pack(">HBHH", 17, 8, 40, 50)
FRAME = b"\x2c" + struct.pack("<HHHHB", 0, 0, 7, 5, 0) + b"\x02\x02\x4c\x01\x00"
FRAME_WITH_COLORS = b"\x2c" + struct.pack("<HHHHB", 0, 0, 2, 3, 0x80) + bytes(6) + b"\x02\x02\x4c\x01\x00"
EXTENSION = b"\x21\xf9\x04" + bytes(4) + b"\x00"


def gif(*blocks: bytes, flags: int = 0x80) -> bytes:
    colors = bytes(6) if flags else b""
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, flags, 0, 0) + colors + b"".join(blocks)


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (PNG, ImageHeader("PNG", 30_000_000)),
        (BMP, ImageHeader("BMP", 600)),
        (b"\xff\xd8" + APP0 + SOF2, ImageHeader("JPEG", 2000)),
        (gif(EXTENSION, FRAME, b"\x3b"), ImageHeader("GIF", 35)),
        (gif(FRAME, EXTENSION, FRAME_WITH_COLORS, FRAME, flags=0), ImageHeader("GIF", 76)),
    ],
)
def test_format_and_pixels(data: bytes, header: ImageHeader) -> None:
    assert parse_header(data) == header


@pytest.mark.parametrize("data", [b"", b"hello", b"RIFF\x00\x00\x00\x00WEBP"])
def test_other_formats(data: bytes) -> None:
    assert parse_header(data) is None


@pytest.mark.parametrize(
    "data",
    [
        PNG[:20],
        BMP[:20],
        BMP[:18] + bytes(8),
        b"\xff\xd8" + APP0,
        b"\xff\xd8" + APP0 + b"\x00\x00",
        gif(b"\x3b"),
        gif(FRAME)[:-12],
    ],
)
def test_cut_or_empty_images_have_no_pixels(data: bytes) -> None:
    header = parse_header(data)
    assert header is not None
    assert header.pixels == 0
