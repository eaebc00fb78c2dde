from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from kerasrun.report.picture.html import write_html
from kerasrun.report.picture.layer import Model


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells and self.tags[-1] == "td":
            self.cells[-1] += data


def test_a_row_for_each_layer(any_model: Model) -> None:
    page = Page(write_html(any_model))
    assert page.tags.count("tr") == len(any_model.layers) + 1
    for layer in any_model.layers:
        assert layer.name in page.cells


def test_rows_light_up_with_a_group_that_is_there(any_model: Model) -> None:
    page = Page(write_html(any_model))
    ids = {value for name, value in page.attributes if name == "id"}
    keys = {
        value.removeprefix("of-") for name, value in page.attributes if name == "class" and value[:3] == "of-"
    }
    assert keys
    assert keys <= ids


def test_it_needs_nothing_else(pictures: Model) -> None:
    text = write_html(pictures)
    page = Page(text)
    assert "script" not in page.tags
    assert not {"src", "href"} & {name for name, _ in page.attributes}
    assert set(re.findall(r"https?://[^\s\"<]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in text


def test_names_are_text(pictures: Model) -> None:
    layers = (replace(pictures.layers[0], name='<script>"&'), *pictures.layers[1:])
    page = Page(write_html(replace(pictures, name="</title><script>", layers=layers)))
    assert "script" not in page.tags
    assert '<script>"&' in page.cells
