from __future__ import annotations

from collections.abc import Callable

import pytest

from kerasrun.errors import Issue, SpecError
from kerasrun.source.override import apply_overrides
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec

MODEL = "model: {input_shape: [4], layers: [{Dense: {units: 2}}]}\n"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("configs/vgg.yaml", "vgg"),
        ("my spec (2).yaml", "my-spec-2"),
        ("\u00e9\u00e9.yaml", "experiment"),
        ("..yaml", "experiment"),
        (f"{'x' * 200}.yaml", "x" * 64),
    ],
)
def test_the_name_is_the_file_s_where_left_out(file: str, name: str) -> None:
    assert parse_spec(parse_document(MODEL, file)).name == name
    assert parse_spec(parse_document("name: given\n" + MODEL, file)).name == "given"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "the spec is empty", "`kerasrun init mlp` writes one to start from"),
        ("# a comment\n", "the spec is empty", "`kerasrun init mlp` writes one to start from"),
        ("null\n", "the spec is empty", "`kerasrun init mlp` writes one to start from"),
        ("- a\n", "expected a mapping of sections, received the list ['a']", "a spec starts like `model:`"),
        ("42\n", "expected a mapping of sections, received 42", "a spec starts like `model:`"),
        (
            "model:x\n",
            "expected a mapping of sections, received the text 'model:x'",
            "a space is missing after ':'",
        ),
    ],
)
def test_no_mapping(text: str, message: str, hint: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(parse_document(text, "f.yaml"))
    (issue,) = caught.value.issues
    assert (str(issue.mark), issue.message) == ("f.yaml:1:1", message)
    assert str(issue.hint).startswith(hint)


def test_all_mistakes_by_place(found: Callable[..., list[Issue]]) -> None:
    text = "seed: -1\nfit: {epochs: 0}\nfit: 3\nexpect: {x: 1}\nname: [010]\n"
    codes = [issue.code for issue in found(text)]
    assert codes == ["KR104", "KR104", "KR004", "KR103", "KR103", "KR103", "KR008"]


def test_what_an_alias_repeats_is_said_once(found: Callable[..., list[Issue]]) -> None:
    model = "model:\n  layers:\n    - Dense: &x {units: 0}\n    - Dense: *x\n    - Dense: *x\n"
    (issue,) = found("", model)
    assert str(issue.mark) == "f.yaml:3:25"


@pytest.mark.parametrize(
    "text",
    [
        "010",
        "model: 010",
        "model: {input_shape: [010], layers: [Flatten]}",
        "model: {input_shape: 010, layers: [Flatten]}",
        "model: {layers: 010}",
        "model: {layers: [010]}",
        "model: {layers: [{Dense: 010}]}",
        "model: {layers: [{Dense: {units: 010}}]}",
        "model: {layers: [{Conv2D: {filters: 1, kernel_size: [010, 1]}}]}",
        "model: {layers: [{Conv2D: {filters: 1, kernel_size: 1, padding: 010}}]}",
        "model: {layers: [{repeat: 010}]}",
        "model: {layers: [{repeat: {times: 010, layers: [Flatten]}}]}",
        "model: {layers: [{repeat: {times: 1, layers: 010}}]}",
        "model: {layers: [{Bidirectional: {layer: {LSTM: 010}}}]}",
        "name: 010\nmodel: {layers: [Flatten]}",
        "seed: !!int '1'\nmodel: {layers: [Flatten]}",
        "data: {source: mnist, validation: 010}\nmodel: {layers: [Flatten]}",
        "compile: {loss: 010}\nmodel: {layers: [Flatten]}",
        "compile: {loss: mse, metrics: [010]}\nmodel: {layers: [Flatten]}",
        "compile: {loss: {formula: 010}}\nmodel: {layers: [Flatten]}",
        "compile: {loss: mse, optimizer: {SGD: 010}}\nmodel: {layers: [Flatten]}",
        "fit: {class_weight: {0: 010}}\nmodel: {layers: [Flatten]}",
        "fit: {epochs\u00a0: 1}\nmodel: {layers: [Flatten]}",
        "fit: {callbacks: 010, shuffle: .inf}\nmodel: {layers: [Flatten]}",
        "expect: {test.loss: 010}\nmodel: {layers: [Flatten]}",
        "expect: 010\nmodel: {layers: [Flatten]}",
    ],
)
def test_what_reading_reported_is_not_reported_again(text: str, found: Callable[..., list[Issue]]) -> None:
    document = parse_document(text, "f.yaml")
    assert found(text, "") == list(document.issues)


def test_two_places_of_one_mistake(found: Callable[..., list[Issue]]) -> None:
    text = "compile:\n  loss: mse\n  optimizer:\n    SGD:\n      clipnorm: 1.0\n      clipvalue: 1.0\n"
    (issue,) = found(text)
    assert (str(issue.mark), issue.message) == (
        "f.yaml:7:7",
        "choose one of clipnorm and clipvalue: SGD takes only one (the other is at line 6)",
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("compile: {loss: {formula: mean(y_perd)}}", 32),
        ("compile: {loss: {formula: 'mean(y_perd)'}}", 33),
        ('compile: {loss: {formula: "mean(y_perd)"}}', 33),
        # With an escape in front, the place in the file is no longer certain: the value's own is shown.
        ('compile: {loss: {formula: "\\x6dean(y_perd)"}}', 27),
    ],
)
def test_the_caret_in_a_formula(line: str, column: int, found: Callable[..., list[Issue]]) -> None:
    (issue,) = found(line + "\n")
    assert str(issue.mark) == f"f.yaml:2:{column}"


def overridden(*overrides: str) -> ExperimentSpec:
    return parse_spec(apply_overrides(parse_document(MODEL, "f.yaml"), overrides))


def test_mistakes_of_overrides_are_those_of_the_command_line() -> None:
    with pytest.raises(SpecError) as caught:
        overridden("fit.epochs=3", "model.layers[0].Dense.units=0", "fit.epoch=3")
    assert [(str(issue.mark), issue.hint) for issue in caught.value.issues] == [
        ("command line:2:29", "for example `units: 10`"),
        ("command line:3:5", "did you mean 'epochs'?"),
    ]
    assert caught.value.sources["command line"].split("\n")[1] == "model.layers[0].Dense.units=0"


def test_lines_of_a_valid_spec() -> None:
    spec = overridden("fit.epochs=3")
    assert spec.fit.epochs == 3
    assert spec.line(("model", "layers")) == 1
    assert spec.document.file == "f.yaml"
