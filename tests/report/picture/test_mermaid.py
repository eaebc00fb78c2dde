from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from kerasrun.report.picture.layer import Model, Part
from kerasrun.report.picture.mermaid import escape, write_mermaid
from tests.report.picture.conftest import CONVOLUTION, ModelOf

LINE = re.compile(
    r"%% .*|flowchart TD|    end"
    r'|    subgraph repeat_\w+\["x \d+[^"]*"\]'
    r'|    (    )?\w+(\["[^"<>&]*(<br/>[^"<>&]*)*"\]|\(\["Output"\]\))'
    r'|    \w+ -->(\|"[^"<>&]*(<br/>[^"<>&]*)*"\|)? \w+'
    r"|    classDef \w+ fill:#\w{6},stroke:#\w{6},color:#\w{6}|    class [\w,]+ \w+"
)


def test_golden(pictures: Model, golden: Callable[[str, str], None]) -> None:
    golden("pictures.mmd", write_mermaid(pictures))


def test_every_line_is_a_statement(any_model: Model) -> None:
    for line in write_mermaid(any_model).splitlines():
        assert LINE.fullmatch(line), line


def test_arrows_join_nodes_that_are_there(any_model: Model) -> None:
    text = write_mermaid(any_model)
    nodes = set(re.findall(r"^ +(\w+)[\[(]+\"", text, re.MULTILINE))
    ends = re.findall(r"^ +(\w+) -->.*?(\w+)$", text, re.MULTILINE)
    assert {end for pair in ends for end in pair} == nodes
    assert len(ends) == len(nodes) - 1


def test_marks_of_what_repeats_stay_in_its_frame(model_of: ModelOf) -> None:
    text = write_mermaid(model_of([CONVOLUTION, {"Dropout": 0.5}] * 15, [8, 8, 8]))
    assert "subgraph" in text
    assert "+ Dropout 0.5" in text
    assert '|"' not in text


def test_marks_after_the_last_layer(model_of: ModelOf) -> None:
    assert '-->|"relu"| output' in write_mermaid(model_of([{"Dense": 3}, {"Activation": "relu"}], [2]))


def test_names_cannot_leave_their_label(pictures: Model) -> None:
    odd = '"]; end <b>&#`'
    layers = (replace(pictures.layers[0], name=odd, part=Part(odd)), *pictures.layers[1:])
    for line in write_mermaid(replace(pictures, name=odd, layers=layers)).splitlines():
        assert LINE.fullmatch(line), line
    assert escape('a"b') == "a#34;b"
