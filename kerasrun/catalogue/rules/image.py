"""Value rules of the image layers: resizing and augmentation, with the bounds of Keras's own checks."""

from __future__ import annotations

from kerasrun.catalogue.rule import Boolean, Integer, ListOf, Number, Refused, Rule, per_axis
from kerasrun.catalogue.rules.value import (
    ABOVE_ZERO,
    FRACTION,
    POSITIVE,
    Table,
    choice,
    number_or_pair,
)

_SHARE = number_or_pair(FRACTION)
_SIGNED = number_or_pair(Number(minimum=-1, maximum=1))
_ZOOM = number_or_pair(Number(above=-1, maximum=1))
# Keras wants odd sizes and names no largest one.
_ODD = choice(*range(1, 100, 2))

_IMAGE: dict[str, Rule] = {
    "value_range": ListOf(Number(), length=2),
    "bounding_box_format": Refused("boxes come in a dictionary, which a Sequential model does not take"),
    "interpolation": choice("nearest", "bilinear"),
    "fill_mode": choice("reflect", "wrap", "constant", "nearest"),
    "fill_value": Number(),
}
_SIZE: dict[str, Rule] = {"height": POSITIVE, "width": POSITIVE}


def _image(**rules: Rule) -> dict[str, Rule]:
    return {**_IMAGE, **rules}


TABLE: Table = {
    "AugMix": _image(
        num_chains=POSITIVE, chain_depth=POSITIVE, factor=_SHARE, alpha=ABOVE_ZERO, all_ops=Boolean()
    ),
    "AutoContrast": _image(),
    "CenterCrop": _image(**_SIZE),
    "ContrastLimitedAdaptiveHistogramEqualization": _image(
        clip_limit=ABOVE_ZERO, tile_grid_size=ListOf(POSITIVE, length=2)
    ),
    "RandAugment": _image(num_ops=POSITIVE, factor=_SHARE),
    "RandomBrightness": _image(factor=_SIGNED),
    "RandomColorDegeneration": _image(factor=_SHARE),
    "RandomColorJitter": _image(
        brightness_factor=_SIGNED, contrast_factor=_SHARE, saturation_factor=_SHARE, hue_factor=_SHARE
    ),
    "RandomContrast": _image(factor=_SHARE),
    "RandomCrop": _image(**_SIZE),
    "RandomElasticTransform": _image(factor=_SHARE, scale=_SHARE),
    "RandomErasing": _image(factor=_SHARE, scale=_SHARE),
    "RandomFlip": _image(mode=choice("horizontal", "vertical", "horizontal_and_vertical")),
    "RandomGaussianBlur": _image(factor=_SHARE, kernel_size=per_axis(_ODD, 2), sigma=_SHARE),
    "RandomGrayscale": _image(factor=FRACTION),
    "RandomHue": _image(factor=_SHARE),
    "RandomInvert": _image(factor=_SHARE),
    "RandomPerspective": _image(factor=_SHARE, scale=FRACTION),
    "RandomPosterization": _image(factor=number_or_pair(Integer(minimum=1, maximum=8))),
    "RandomRotation": _image(factor=_SIGNED),
    "RandomSaturation": _image(factor=_SHARE),
    "RandomSharpness": _image(factor=_SHARE),
    "RandomShear": _image(x_factor=_SHARE, y_factor=_SHARE),
    "RandomTranslation": _image(height_factor=_SIGNED, width_factor=_SIGNED),
    "RandomZoom": _image(height_factor=_ZOOM, width_factor=_ZOOM),
    "Resizing": _image(
        **_SIZE,
        interpolation=choice("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"),
        crop_to_aspect_ratio=Boolean(),
        pad_to_aspect_ratio=Boolean(),
        fill_mode=choice("constant"),
        antialias=Boolean(),
    ),
    "Solarization": _image(addition_factor=_SHARE, threshold_factor=_SHARE),
}
