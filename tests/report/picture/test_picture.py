from __future__ import annotations

import pathlib

import pytest

from kerasrun.errors import UsageError
from kerasrun.report.picture.layer import AUTHOR, Model
from kerasrun.report.picture.picture import KINDS, picture_kind


@pytest.mark.parametrize("ending", KINDS)
def test_every_kind_says_early_who_drew_it(ending: str, pictures: Model) -> None:
    text = picture_kind(pathlib.Path(f"a{ending.upper()}"))(pictures)
    assert AUTHOR in text[:500]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_markdown_is_a_fenced_chart(pictures: Model) -> None:
    lines = picture_kind(pathlib.Path("a.md"))(pictures).splitlines()
    assert (lines[0], lines[2], lines[-1]) == ("```mermaid", "flowchart TD", "```")


@pytest.mark.parametrize("name", ["a", "a.gv", "svg", "a.svg.bak"])
def test_other_endings(name: str) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.html") as caught:
        picture_kind(pathlib.Path(name))
    assert caught.value.hint is None


def test_pixels_are_made_of_the_svg() -> None:
    with pytest.raises(UsageError) as caught:
        picture_kind(pathlib.Path("out/a.png"))
    assert "out/a.svg" in (caught.value.hint or "")
