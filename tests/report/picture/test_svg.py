from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.layout import draw_model
from kerasrun.report.picture.palette import style_sheet
from kerasrun.report.picture.svg import escape, number, write_svg

SVG = "{http://www.w3.org/2000/svg}"
ODD = "<&\"'>]]>--\x00\x1b\ud800\ufffe 層"


def test_golden(pictures: Model, golden: Callable[[str, str], None]) -> None:
    golden("pictures.svg", write_svg(draw_model(pictures)))


def test_the_same_model_has_the_same_bytes(any_model: Model) -> None:
    assert write_svg(draw_model(any_model)) == write_svg(draw_model(any_model))


def test_well_formed_with_a_title_for_each_layer(any_model: Model) -> None:
    root = ElementTree.fromstring(write_svg(draw_model(any_model)))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.findtext(f"{SVG}title") == any_model.name
    assert root.findtext(f"{SVG}desc")
    for group in root.iter(f"{SVG}g"):
        assert group.findtext(f"{SVG}title"), group.get("id")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_names_are_text_and_nothing_else(pictures: Model) -> None:
    layers = tuple(replace(layer, name=f"{ODD}{layer.index}") for layer in pictures.layers)
    root = ElementTree.fromstring(write_svg(draw_model(replace(pictures, name=ODD, layers=layers))))
    title = root.findtext(f"{SVG}title")
    assert title is not None
    assert title.startswith("<&\"'>]]>--")
    plain = ElementTree.fromstring(write_svg(draw_model(pictures)))
    assert {element.tag for element in root.iter()} == {element.tag for element in plain.iter()}


def test_every_class_has_a_rule(pictures: Model, sequences: Model) -> None:
    sheet = style_sheet({})
    for model in (pictures, sequences):
        root = ElementTree.fromstring(write_svg(draw_model(model)))
        shapes = [
            element for name in ("rect", "polygon", "polyline") for element in root.iter(f"{SVG}{name}")
        ]
        for name in {name for shape in shapes for name in shape.get("class", "").split()}:
            assert re.search(rf"\.{name}\b", sheet), name


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (1.25, "1.2"), (-0.04, "0"), (-1.5, "-1.5"), (100.0, "100")]
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_escape() -> None:
    assert escape("a<b & \"c\" 'd'\x00") == "a&lt;b &amp; &quot;c&quot; &#39;d&#39;\ufffd"


def test_without_a_size_it_fills_what_it_stands_in(pictures: Model) -> None:
    root = ElementTree.fromstring(write_svg(draw_model(pictures), size=False))
    assert root.get("width") is None
    assert root.get("viewBox")
