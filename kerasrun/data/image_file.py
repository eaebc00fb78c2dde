"""One image file to one array of the size that the spec asks for.

In: the path of a local file. Out: bytes (height, width, channels), or `DataError` with the file's name.
Called by `image_folder.py`. TensorFlow decodes and resizes; its own error would name no file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kerasrun.data.examples import Array
from kerasrun.data.image_header import ImageHeader, parse_header
from kerasrun.errors import DataError

MOST_PIXELS = 20_000_000

OTHERS = {
    b"RIFF": "a WebP image",
    b"II*\0": "a TIFF image",
    b"MM\0*": "a TIFF image",
    b"<svg": "an SVG drawing",
}
"""Beginnings of formats that are not read."""


def read_image(path: Path, name: str, size: tuple[int, int], channels: int) -> Array:
    """Return the image as uint8 (height, width, channels), a GIF's first frame.

    It is resized bilinearly without antialiasing, as `keras.utils.image_dataset_from_directory` does, then
    rounded. Transparency is dropped, 16 bits a channel become 8, and the rotation that a camera noted is not
    applied.

    Args:
        path: the file.
        name: what messages call it.
        size: height and width.
        channels: 3 for colours, 1 for grey.

    Raises:
        DataError: the file is empty, cut, damaged or of another format, or has more than 20 million pixels.
    """
    import tensorflow as tf

    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{name}: expected an image, received {error.strerror or error}.") from error
    header = parse_header(data)
    if header is None:
        raise DataError(
            f"{name}: expected a PNG, JPEG, GIF or BMP image, received {_what(data)}.",
            "save the image again, or take the file out of the folder",
        )
    if header.pixels > MOST_PIXELS:
        raise DataError(
            f"{name}: expected an image of at most {MOST_PIXELS:,} pixels, received {header.pixels:,}.",
            "save it smaller; the model sees it at the `size` of the spec anyway",
        )
    with tf.device("CPU"):
        try:
            if not header.pixels:
                raise ValueError("no size")
            image = _decode(tf, data, header, channels)
        except (ValueError, tf.errors.InvalidArgumentError, tf.errors.UnimplementedError) as error:
            raise DataError(
                f"{name}: expected a readable {header.format} image, received a cut or damaged one.",
                "save the image again, or take the file out of the folder",
            ) from error
        if tuple(image.shape[:2]) != size:
            image = tf.image.resize(image, size, method="bilinear")
    array: Array = image.numpy()
    return array.round().astype("uint8", copy=False)


def _decode(tf: Any, data: bytes, header: ImageHeader, channels: int) -> Any:
    """Return the image as a uint8 tensor (height, width, channels)."""
    if header.format in ("PNG", "JPEG"):
        return tf.io.decode_image(data, channels=channels, expand_animations=False)
    # Of these two the decoder converts no colours.
    image = tf.io.decode_image(data, expand_animations=False)[..., :3]
    if image.shape[-1] == channels:
        return image
    return tf.image.rgb_to_grayscale(image) if channels == 1 else tf.image.grayscale_to_rgb(image[..., :1])


def _what(data: bytes) -> str:
    if not data:
        return "an empty file"
    for start, words in OTHERS.items():
        if data.startswith(start):
            return words
    return "a file of another format"
