from __future__ import annotations

import io

from rich.console import Console, RenderableType
from rich.text import Text

from kerasrun.cli.article import Lines, render_explanation, spaced
from kerasrun.job.explain import Argument, Explanation


def drawn(item: RenderableType, columns: int = 60) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=columns, markup=False, highlight=False).print(item)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_a_code() -> None:
    article = {"title": "a mistake", "why": "So it is.", "fix": "Mend it.", "wrong": "a:\n  b: [1]\n"}
    assert drawn(render_explanation(Explanation("code", "KR999", article))) == [
        "KR999  a mistake",
        "",
        "why      So it is.",
        "fix      Mend it.",
        "",
        "wrong",
        "  a:",
        "    b: [1]",
    ]


def test_an_object_with_its_arguments() -> None:
    arguments = (
        Argument("units", "an integer >= 1", True, None),
        Argument("activation", "an activation", False, None),
    )
    article = {"what": "It weighs.", "use": "At the end."}
    explanation = Explanation("layer", "Dense", article, ("Full",), arguments, {"units": "10"})
    assert drawn(render_explanation(explanation)) == [
        "Dense  layer  also Full",
        "",
        "It weighs.",
        "",
        "use      At the end.",
        "",
        " argument    expected         default   here",
        " ───────────────────────────────────────────",
        " units       an integer >= 1  required  10",
        " activation  an activation    null",
        "",
    ]


def test_markup_and_control_characters_of_a_spec_are_shown_as_they_are() -> None:
    given = Explanation(
        "layer", "Dense", {"what": "[bold]x[/]"}, (), (Argument("a", "b", False, "\x1b"),), {}
    )
    assert drawn(render_explanation(given))[2] == "[bold]x[/]"
    assert drawn(Lines("a\x1b\n  b\n")) == ["  a\\x1b", "    b"]


def test_a_line_that_does_not_fit_goes_on_further_to_the_right() -> None:
    assert drawn(Lines("y = a + b\n  where a = 1 + 2"), 12) == [
        "  y = a +",
        "    b",
        "    where",
        "      a = 1",
        "      + 2",
    ]


def test_parts_have_one_empty_line_between() -> None:
    assert drawn(spaced([Text("a"), Text("b")])) == ["a", "", "b"]
