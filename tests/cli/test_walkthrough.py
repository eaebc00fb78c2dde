from __future__ import annotations

import io

from rich.console import Console

from kerasrun.analysis.structure import LayerStructure, Structure
from kerasrun.analysis.working import Working
from kerasrun.cli.walkthrough import render_walkthrough

FIRST = LayerStructure(
    0,
    "conv2d",
    "Conv2D",
    4,
    (None, 6, 6, 4),
    112,
    112,
    receptive_field=(3, 3),
    sentence="Slides 4 kernels of 3x3 over 8x8x3: 4 x (3*3*3 + 1) = 112 parameters.",
    workings=(
        Working("height", "floor((8 - 3) / 1) + 1 = 6"),
        Working("width", "floor((8 - 3) / 1) + 1 = 6"),
        Working("parameters", "4 kernels x (3*3*3 weights + 1 bias) = 112"),
        Working("FLOPs", "2 x 108 weights x 6*6 places = 7,776"),
    ),
)
SECOND = LayerStructure(1, "[red]x", "Flatten", None, (None, 144), 0, 0, receptive_field="all", round=2)


def drawn(width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    console.print(render_walkthrough(Structure("m", (None, 8, 8, 3), (None, 144), (FIRST, SECOND))))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_each_layer_in_words() -> None:
    assert drawn(100) == [
        "",
        "line 4  conv2d  Conv2D, 8 x 8 x 3 to 6 x 6 x 4, 100.0 % of the parameters",
        "  Slides 4 kernels of 3x3 over 8x8x3: 4 x (3*3*3 + 1) = 112 parameters.",
        "  height and width: floor((8 - 3) / 1) + 1 = 6",
        "  FLOPs: 2 x 108 weights x 6*6 places = 7,776",
        "  each place sees 3 x 3 of the input",
        "",
        "[red]x  #2  Flatten, 6 x 6 x 4 to 144",
    ]


def test_long_lines_are_wrapped_below_their_beginning() -> None:
    lines = drawn(40)
    assert max(map(len, lines)) <= 40
    assert lines[3].startswith("  Slides 4 kernels")
    assert lines[4].startswith("  ")
