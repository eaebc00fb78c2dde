"""Augmentation: images are changed at random while a model trains, and pass unchanged after."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kerasrun.analysis.layer.grid import split
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError
from kerasrun.analysis.layer.shape import by

_SENTENCES = {
    "AugMix": "Mixes several changed copies of each image",
    "AutoContrast": "Stretches the contrast of each image to the full range",
    "ContrastLimitedAdaptiveHistogramEqualization": "Evens out the contrast in tiles of each image",
    "RandAugment": "Applies some changes, drawn from a list, to each image",
    "RandomBrightness": "Makes images brighter or darker",
    "RandomColorDegeneration": "Takes colour out of images",
    "RandomColorJitter": "Changes brightness, contrast, saturation and hue",
    "RandomContrast": "Changes the contrast",
    "RandomElasticTransform": "Warps images like rubber",
    "RandomErasing": "Erases a rectangle",
    "RandomFlip": "Flips images",
    "RandomGaussianBlur": "Blurs images",
    "RandomGrayscale": "Turns some images grey",
    "RandomHue": "Shifts the hue",
    "RandomInvert": "Inverts the colours",
    "RandomPerspective": "Tilts images in perspective",
    "RandomPosterization": "Takes shades out of images",
    "RandomRotation": "Turns images",
    "RandomSaturation": "Changes the saturation",
    "RandomSharpness": "Sharpens or softens images",
    "RandomShear": "Slants images",
    "RandomTranslation": "Shifts images",
    "RandomZoom": "Zooms in or out",
    "Solarization": "Inverts the bright parts of images",
}
_ALWAYS = ("AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization")
"""These do the same to every image, after training too."""

_COLOURS = {
    **dict.fromkeys(("RandomColorDegeneration", "RandomHue", "RandomSaturation"), (3,)),
    **dict.fromkeys(("AugMix", "RandAugment", "RandomGrayscale"), (1, 3)),
}


def _channels(call: Call) -> tuple[int, ...] | None:
    """Return how many channels the layer takes, None for any."""
    arguments = call.arguments
    if call.name == "RandomColorJitter":
        colours = (arguments["saturation_factor"], arguments["hue_factor"])
        return None if colours == (None, None) else (3,)
    if call.name == "AugMix" and not arguments["all_ops"]:
        return None
    return _COLOURS.get(call.name)


def _check_size(call: Call, sizes: Sequence[int | None]) -> None:
    """Check that there are enough pixels to cut into tiles, or to tilt."""
    if call.name == "RandomPerspective" and 1 in sizes:
        message = f"expected images of at least 2x2 to tilt, received {by(sizes)}"
        raise ShapeError(message, "leave it out")
    tiles = call.arguments.get("tile_grid_size")
    # Keras mirrors the image at its edge until the tiles fit, which gives no more than it has.
    if tiles and any(size and -size % parts > size for size, parts in zip(sizes, tiles, strict=True)):
        message = f"expected images that can be cut into {by(tiles)} tiles, received {by(sizes)}"
        raise ShapeError(message, "use a smaller `tile_grid_size`")


def _augmentation(sentence: str, call: Call) -> Outcome:
    grid = split(call, 2)
    _check_size(call, grid.sizes)
    wanted = _channels(call)
    # Keras does not tell the parts of RandomColorJitter that the channels come first.
    channels = call.input[-1] if call.name == "RandomColorJitter" else grid.channels
    if wanted and channels is not None and channels not in wanted:
        counts = " or ".join(map(str, wanted))
        message = f"expected images with {counts} channels, received {channels}"
        raise ShapeError(message, "it works on colours: red, green and blue as the channels, or leave it out")
    when = "" if call.name in _ALWAYS else " while training, nothing after"
    return Outcome(call.input, sentence=f"{sentence}{when}; no parameters.")


RULES: dict[str, LayerRule] = {name: partial(_augmentation, text) for name, text in _SENTENCES.items()}
