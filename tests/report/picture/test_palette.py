from __future__ import annotations

import re

import pytest

from kerasrun.report.picture.drawing import SIZES
from kerasrun.report.picture.family import FAMILIES
from kerasrun.report.picture.palette import DARK, FAMILY_COLOURS, LIGHT, style_sheet


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_can_be_read(colours: dict[str, str]) -> None:
    for ink in ("ink", "muted"):
        assert contrast(colours[ink], colours["paper"]) >= 4.5
        assert contrast(colours[ink], colours["panel"]) >= 4.5
    assert contrast(colours["ink"], colours["input"]) >= 4.5
    assert contrast(colours["line"], colours["paper"]) >= 3
    for family in ("recurrent", "text"):
        assert contrast(colours["on-dark"], colours[family]) >= 4.1
    for family in ("convolution", "dense", "normalization", "pooling"):
        assert contrast(colours["on-light"], colours[family]) >= 4.5


def test_what_stands_side_by_side_differs_in_grey() -> None:
    for one, other in (
        ("convolution", "pooling"),
        ("convolution", "dense"),
        ("dense", "recurrent"),
        ("input", "convolution"),
    ):
        assert abs(luminance(LIGHT[one]) - luminance(LIGHT[other])) > 0.1, (one, other)


def test_both_themes_have_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert set(FAMILY_COLOURS) == set(FAMILIES)
    assert set(FAMILY_COLOURS) <= LIGHT.keys()


def test_every_variable_has_a_colour_before_it() -> None:
    sheet = style_sheet(SIZES)
    used = re.findall(r"(\w+):(#\w+);\1:var\(--([\w-]+)\)", sheet)
    assert {name for _, _, name in used} == set(re.findall(r"var\(--([\w-]+)\)", sheet))
    assert all(LIGHT[name] == colour for _, colour, name in used)
    assert "prefers-color-scheme:dark" in sheet
