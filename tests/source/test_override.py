from __future__ import annotations

import pytest

from kerasrun.errors import SpecError
from kerasrun.source.document import Document
from kerasrun.source.override import apply_overrides
from kerasrun.source.reader import parse_document

TEXT = """\
fit: {epochs: 1}
model:
  layers:
    - Conv2D: {filters: 8}
    - Flatten
compile:
  optimizer: RMSprop
"""


def apply(*overrides: str, text: str = TEXT) -> Document:
    return apply_overrides(parse_document(text, "spec.yaml"), overrides)


def test_nothing_to_do() -> None:
    document = parse_document(TEXT, "spec.yaml")
    assert apply_overrides(document, []) is document


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("fit.epochs=3", ("fit", "epochs"), 3),
        ("fit.batch_size=8", ("fit", "batch_size"), 8),
        ("fit.epochs=1e-3", ("fit", "epochs"), 0.001),
        ("fit.epochs=", ("fit", "epochs"), None),
        ("fit.epochs=a=b", ("fit", "epochs"), "a=b"),
        ("fit.epochs= [1, {a: 2}]", ("fit", "epochs"), [1, {"a": 2}]),
        ("model.layers[0].Conv2D.filters=16", ("model", "layers", 0, "Conv2D", "filters"), 16),
        ("model.layers.0.Conv2D.filters=16", ("model", "layers", 0, "Conv2D", "filters"), 16),
        ("model.layers[1].Flatten.name=f", ("model", "layers", 1, "Flatten", "name"), "f"),
        ("compile.optimizer.RMSprop.rho=0.8", ("compile", "optimizer", "RMSprop", "rho"), 0.8),
        ("runtime.threads=2", ("runtime", "threads"), 2),
        ("data.source.mnist-10k=null", ("data", "source", "mnist-10k"), None),
        ("fit.class_weight.1=2", ("fit", "class_weight", 1), 2),
        ("expect.test.accuracy='>= 0.9'", ("expect", "test.accuracy"), ">= 0.9"),
    ],
)
def test_a_value_at_its_path(override: str, path: tuple[str | int, ...], value: object) -> None:
    document = apply(override)
    found = document.data
    for part in path:
        found = found[part]
    assert found == value
    assert str(document.value_mark(path)).startswith("command line:1:")


def test_the_document_given_stays_as_it_is() -> None:
    document = parse_document(TEXT, "spec.yaml")
    apply_overrides(document, ["fit.epochs=3", "model.layers[0].Conv2D.filters=1"])
    assert document.data == parse_document(TEXT, "spec.yaml").data


def test_the_later_wins() -> None:
    document = apply("fit.epochs=2", "fit.epochs=3")
    assert document.data["fit"]["epochs"] == 3
    assert str(document.value_mark(("fit", "epochs"))) == "command line:2:12"


def test_marks_inside_a_value_point_into_the_override() -> None:
    document = apply("fit={epochs: 1, nope: 2}")
    assert str(document.key_mark(("fit", "nope"))) == "command line:1:17"
    assert str(document.value_mark(("fit", "nope"))) == "command line:1:23"


def test_each_key_that_an_override_brings_has_its_own_place() -> None:
    document = apply("fit.class_weight.a=1", "model.layers[1].Flatten.name=f")
    assert str(document.key_mark(("fit", "class_weight"))) == "command line:1:5"
    assert str(document.value_mark(("fit", "class_weight"))) == "command line:1:5"
    assert str(document.key_mark(("fit", "class_weight", "a"))) == "command line:1:18"
    assert str(document.key_mark(("fit",))) == "spec.yaml:1:1"
    # An item of a list has no key.
    assert str(document.key_mark(("model", "layers", 1))) == "spec.yaml:5:7"


def test_a_weight_of_a_class_is_changed_in_its_place() -> None:
    document = apply("fit.class_weight.1=2", text="fit: {class_weight: {0: 1, 1: 1}}")
    assert document.data["fit"]["class_weight"] == {0: 1, 1: 2}


def test_marks_of_what_was_there_are_gone() -> None:
    assert ("fit", "epochs") not in apply("fit=3").values


def test_overrides_of_an_empty_spec() -> None:
    assert apply("fit.epochs=3", text="").data == {"fit": {"epochs": 3}}


@pytest.mark.parametrize(
    ("override", "column", "message", "hint"),
    [
        ("fit.epochs", 1, "expected key.path=value, received 'fit.epochs'", "write it like fit.epochs=3"),
        ("=3", 1, "expected a path of keys before '='", "write it like fit.epochs=3"),
        ("fit..epochs=3", 4, "expected a path of keys, received 'fit..epochs'", None),
        ("fit.epochs.=3", 11, "expected a path of keys, received 'fit.epochs.'", None),
        (".fit=3", 1, "expected a path of keys, received '.fit'", None),
        ("[0]=3", 1, "expected a path of keys, received '[0]'", None),
        ("fit epochs=3", 4, "expected a path of keys, received 'fit epochs'", None),
        (
            "model.layers[-1]=3",
            13,
            "expected a path of keys, received 'model.layers[-1]'",
            "positions are counted from 0: model.layers[0]",
        ),
        (
            "model.layers[2].Dense=3",
            13,
            "`model.layers` has 2 items, counted from 0: there is no [2]",
            "to add one, replace it as a whole: model.layers=...",
        ),
        (
            "model.layers.Conv2D.filters=3",
            14,
            "expected a position in `model.layers`, received 'Conv2D'",
            "write `model.layers[0]` for its first item",
        ),
        (
            "fit[0]=3",
            4,
            "expected a key in `fit`, received [0]",
            "`fit` is no list: write a key after a point",
        ),
        (
            "fit.callbacks[0]=EarlyStopping",
            14,
            "there is no list at `fit.callbacks`",
            "write it as a whole: fit.callbacks=[...]",
        ),
        (
            "extends=base.yaml",
            1,
            "`extends` is read from the file, not from the command line",
            "write `extends: base.yaml` into the spec",
        ),
        (
            "fit.epochs.x=3",
            12,
            "expected a mapping at `fit.epochs`, received 1",
            "replace it as a whole: fit.epochs=...",
        ),
        ("fit.epochs=[1", 12, "this list is not closed", "add the missing ',' or ']'"),
        ("fit.epochs=010", 12, "expected a plain decimal integer, received 010 with a leading zero", None),
        ("fit.epochs=!!int 3", 12, "YAML tags are not allowed: !!int", "delete the tag"),
        ("fit.epochs=a\x1b", 13, "control characters are not allowed: U+001B ESCAPE", None),
        ("fit.epochs=<<: 1", None, None, None),
    ],
)
def test_what_is_refused(override: str, column: int | None, message: str | None, hint: str | None) -> None:
    with pytest.raises(SpecError) as caught:
        apply("fit.shuffle=true", override)
    (issue,) = caught.value.issues
    assert issue.mark is not None
    assert (issue.mark.file, issue.mark.line) == ("command line", 2)
    assert caught.value.sources["command line"].split("\n")[1] == override
    if message is not None:
        assert (issue.mark.column, issue.message) == (column, message)
    if hint is not None:
        assert issue.hint == hint


def test_all_mistakes_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        apply("a", "fit.epochs=010", "fit.epochs=3", "[")
    assert [str(issue.mark) for issue in caught.value.issues] == [
        "command line:1:1",
        "command line:2:12",
        "command line:4:1",
    ]


def test_line_breaks_in_an_override_do_not_move_the_others() -> None:
    document = apply("fit.epochs=3\n", "fit.batch_size=8")
    assert str(document.value_mark(("fit", "batch_size"))) == "command line:2:16"
