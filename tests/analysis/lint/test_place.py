from __future__ import annotations

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.place import at_argument, at_layer, resized, the
from kerasrun.analysis.walk import walk_layers
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec

TEXT = """\
model:
  input_shape: [5, 4]
  layers:
    - TimeDistributed: {layer: {Dense: {units: 3, activation: relu}}}
    - Dense: 1
"""


def case() -> Case:
    spec = parse_spec(parse_document(TEXT, "f"))
    steps, _ = walk_layers(spec.model.placed_layers(), (5, 4), spec.document)
    return Case(spec, tuple(steps))


def test_an_argument_and_where_it_is_not_written_the_layer() -> None:
    wrapped, plain = case().steps
    inner = ("model", "layers", 0, "TimeDistributed", "layer", "Dense")
    found = at_argument(wrapped, "activation", "m", "h")
    assert (found.path, found.at_key) == ((*inner, "activation"), False)
    assert at_argument(plain, "activation", "m", "h") == at_layer(plain, "m", "h")
    assert (at_layer(wrapped, "m", "h").path, at_layer(wrapped, "m", "h").at_key) == (inner, True)


def test_words_for_a_layer() -> None:
    assert [the(case(), step) for step in case().steps] == ["the Dense in line 4", "the Dense in line 5"]


def test_the_argument_of_the_width() -> None:
    conv = TEXT.replace("Dense: 1", "Conv1D: {filters: 2, kernel_size: 1}")
    spec = parse_spec(parse_document(conv, "f"))
    steps, _ = walk_layers(spec.model.placed_layers(), (5, 4), spec.document)
    words = [resized(Case(spec, tuple(steps)), step, 9) for step in steps]
    assert words == ["write `units: 9` on the Dense in line 4", "write `filters: 9` on the Conv1D in line 5"]
