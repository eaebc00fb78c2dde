from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kerasrun.report.picture.layer import AUTHOR, Model
from kerasrun.report.picture.text import WIDTH, write_text
from tests.report.picture.conftest import CONVOLUTION, ModelOf


def test_golden(pictures: Model, golden: Callable[[str, str], None]) -> None:
    golden("pictures.txt", write_text(pictures))


def test_it_fits_a_terminal(any_model: Model) -> None:
    for ascii_only in (False, True):
        assert max(map(len, write_text(any_model, ascii_only=ascii_only).splitlines())) <= WIDTH


def test_ascii_is_the_same_drawing(any_model: Model) -> None:
    plain, boxes = write_text(any_model, ascii_only=True), write_text(any_model)
    assert plain.isascii()
    assert [len(line) for line in plain.splitlines()] == [len(line) for line in boxes.splitlines()]


def test_lines_meet(pictures: Model) -> None:
    lines = write_text(pictures).splitlines()
    for upper, lower in zip(lines, lines[1:], strict=False):
        for column, character in enumerate(upper):
            if character == "┬":
                assert lower[column] in "┴│"


def test_what_repeats_is_in_a_bracket(model_of: ModelOf) -> None:
    text = write_text(model_of([CONVOLUTION, {"Dropout": 0.5}] * 15, [8, 8, 8]))
    assert " x 15 │" in text
    assert text.count("╭") == text.count("╰") == 1


def test_names_are_cut_and_made_visible(pictures: Model) -> None:
    layers = (replace(pictures.layers[0], name="\x1b[31m" + "long" * 30), *pictures.layers[1:])
    text = write_text(replace(pictures, name="n" * 200, layers=layers))
    assert "\x1b" not in text
    assert AUTHOR in text.splitlines()[0]
    assert max(map(len, text.splitlines())) <= WIDTH
