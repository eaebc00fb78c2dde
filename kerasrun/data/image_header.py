"""The first bytes of an image file: its format and its size in pixels, before anything is decoded.

In: the bytes of a file. Out: `ImageHeader`, or None where no format that is read begins so. Called by
`image_file.py`: 35 kB can hold 36 million pixels, and a decoder would allocate them all.

The layouts are those of the PNG specification (11.2.2), JPEG (ITU-T T.81, B.2.2), GIF89a and
BITMAPINFOHEADER.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ImageHeader:
    """What a decoder will be asked to make."""

    format: str
    pixels: int
    """Height times width, added up over the frames of a GIF; 0 where the header is cut or damaged."""


def parse_header(data: bytes) -> ImageHeader | None:
    """Return the format of a whole image file and its size; None for other formats."""
    for format, (magic, count) in _FORMATS.items():
        if data.startswith(magic):
            try:
                return ImageHeader(format, count(data))
            except (struct.error, IndexError):
                return ImageHeader(format, 0)
    return None


def _png(data: bytes) -> int:
    width, height = struct.unpack_from(">II", data, 16)
    return int(width * height)


def _bmp(data: bytes) -> int:
    # A negative height says that the first row is the upper one.
    width, height = struct.unpack_from("<ii", data, 18)
    return abs(int(width * height))


def _jpeg(data: bytes) -> int:
    """Follow the segments to the start of frame (SOF0 to SOF15, but for DHT, JPG and DAC)."""
    place = 2
    while True:
        if data[place] != 0xFF:
            raise IndexError
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, place + 5)
            return int(width * height)
        place += 2 + struct.unpack_from(">H", data, place + 2)[0]


def _gif(data: bytes) -> int:
    """Add up the frames, whose sizes the logical screen does not bound; the decoder unpacks them all."""
    pixels = 0
    place = 13 + _color_table(data[10])
    # The end may be missing: decoders take what is there.
    while place < len(data) and data[place] != 0x3B:
        if data[place] == 0x2C:
            width, height = struct.unpack_from("<HH", data, place + 5)
            pixels += width * height
            place += 11 + _color_table(data[place + 9])
        else:
            place += 2
        while place < len(data) and data[place]:
            place += 1 + data[place]
        place += 1
    return int(pixels)


def _color_table(flags: int) -> int:
    """Return the bytes of the colour table that follows such flags."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


_FORMATS: dict[str, tuple[bytes, Callable[[bytes], int]]] = {
    "PNG": (b"\x89PNG\r\n\x1a\n", _png),
    "JPEG": (b"\xff\xd8\xff", _jpeg),
    "GIF": (b"GIF8", _gif),
    "BMP": (b"BM", _bmp),
}
