"""What a user of an editor sees: the real yaml-language-server with the schema that kerasrun writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kerasrun.job.schema import MODELINE, SCHEMA_FILE, write_schema
from tests.language_server import LanguageServer, why_not

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.xdist_group("editor"),
]

ROOT = Path(__file__).parents[1]
HEAD = f"{MODELINE}model:\n  input_shape: [28, 28, 1]\n  layers:\n"
"""Four lines: what follows begins with line 5."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    folder = tmp_path_factory.mktemp("editor")
    write_schema(folder / SCHEMA_FILE)
    server = LanguageServer(folder)
    yield server
    server.close()


def test_nothing_is_marked_in_good_specs(server: LanguageServer) -> None:
    files = [*ROOT.glob("configs/*.yaml"), *ROOT.glob("kerasrun/cli/templates/*.yaml")]
    assert len(files) > 15
    marked = {file.name: server.diagnose(MODELINE + file.read_text("utf-8")) for file in files}
    assert {name: marks for name, marks in marked.items() if marks} == {}


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("- Dense: {units: 3, activaton: relu}", ["Property activaton is not allowed."]),
        (
            "- Conv2D: {filtres: 3, kernel_size: 3}",
            ['Missing property "filters".', "Property filtres is not allowed."],
        ),
        ("- Densee: 3", ["Property Densee is not allowed."]),
        ("- Dropout: 50", ["Value is above the exclusive maximum of 1."]),
        ("- Conv2D: {filters: 3, kernel_size: 0}", ["Value is below the minimum of 1."]),
        ("- Dense: {units: ten}", ['Incorrect type. Expected "integer".']),
        (
            "- MaxPooling2D: {pool_size: 2, padding: smae}",
            ['Value is not accepted. Valid values: "valid", "same".'],
        ),
        ("- {Flatten: null, Dense: 3}", ["Object has more properties than limit of 1."]),
        (
            "- Bidirectional: {layer: {LSTM: {unit: 3}}}",
            ['Missing property "units".', "Property unit is not allowed."],
        ),
    ],
)
def test_a_mistake_is_marked_at_its_line(line: str, marks: list[str], server: LanguageServer) -> None:
    found = server.diagnose(f"{HEAD}    - Flatten\n    {line}\n")
    assert found == [(6, mark) for mark in marks]


def test_a_wrong_name_alone_is_answered_with_the_right_ones(server: LanguageServer) -> None:
    ((line, message),) = server.diagnose(f"{HEAD}    - Flaten\n")
    assert line == 5
    assert message.startswith("Value must be ")
    assert '"Flatten"' in message


def test_sections(server: LanguageServer) -> None:
    text = f"{HEAD}    - Flatten\nfit: {{epoch: 3}}\ncompile: {{metrics: [mae]}}\n"
    assert sorted(server.diagnose(text)) == [
        (6, "Property epoch is not allowed."),
        (7, 'Missing property "loss".'),
    ]
    assert server.diagnose(f"{MODELINE}fit: {{epochs: 3}}\n") == [(2, 'Missing property "model".')]
    assert server.diagnose(f"{MODELINE}extends: base.yaml\ncompile: {{metrics: [mae]}}\n") == []


def test_layers_are_offered_in_the_list(server: LanguageServer) -> None:
    offered = server.complete(f"{HEAD}    - |\n")
    assert {"Dense", "Conv2D", "Flatten", "LSTM", "repeat"} <= set(offered)
    assert offered["Dense"].startswith("Dense:\n")
    assert "Lambda" not in offered
    assert "LSTMCell" not in offered


def test_a_spec_that_extends_another_is_helped_too(server: LanguageServer) -> None:
    head = f"{MODELINE}extends: base.yaml\n"
    assert {"mse", "huber"} <= set(server.complete(f"{head}compile:\n  loss: |\n"))
    assert {"Dense", "repeat"} <= set(server.complete(f"{head}model:\n  layers:\n    - |\n"))
    assert {"model", "fit"} <= set(server.complete(f"{head}|\n"))
    assert server.diagnose(f"{head}fit: {{epochs: 0}}\n") == [(3, "Value is below the minimum of 1.")]


@pytest.mark.parametrize("line", ["- Conv2D: {filters: 3, ker|}", "- Conv2D:\n        filters: 3\n        |"])
def test_arguments_are_offered(line: str, server: LanguageServer) -> None:
    offered = server.complete(f"{HEAD}    {line}\n")
    assert {"kernel_size", "padding", "activation", "kernel_initializer"} <= set(offered)
    assert not {"filters", "autocast", "units"} & set(offered)


@pytest.mark.parametrize(
    "line",
    [
        "- Conv2D: {filters: 3, kernel_size: 3, padding: |}",
        "- Conv2D:\n        filters: 3\n        padding: |",
    ],
)
def test_values_are_offered(line: str, server: LanguageServer) -> None:
    assert set(server.complete(f"{HEAD}    {line}\n")) == {"valid", "same"}


def test_keys_and_names_of_other_sections_are_offered(server: LanguageServer) -> None:
    rest = f"{HEAD}    - Flatten\n"
    assert {"epochs", "batch_size", "callbacks"} <= set(server.complete(f"{rest}fit:\n  |\n"))
    assert {"data", "compile", "fit"} <= set(server.complete(f"{rest}|\n"))
    assert {"mse", "categorical_crossentropy"} <= set(server.complete(f"{rest}compile:\n  loss: |\n"))
    assert {"Adam", "SGD"} <= set(server.complete(f"{rest}compile:\n  loss: mse\n  optimizer: |\n"))
    assert {"relu", "softmax"} <= set(server.complete(f"{HEAD}    - Dense: {{units: 3, activation: |}}\n"))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("- Con|v2D: {filters: 3, kernel_size: 3}", "#### Conv2D\n\n2D convolution layer."),
        ("- Conv2D: {fil|ters: 3, kernel_size: 3}", "#### filters\n\nAn integer >= 1. Required."),
        ("- Dropout: 0.2|5", "#### rate\n\nA number >= 0 and < 1. Required."),
        ("- Flat|ten", "#### Flatten\n\nFlattens the input."),
        ("- Dense: {units: 3, activation: re|lu}", "#### relu\n\nApplies the rectified linear unit"),
    ],
)
def test_the_pointer_shows_what_a_word_means(line: str, shown: str, server: LanguageServer) -> None:
    assert server.hover(f"{HEAD}    {line}\n").startswith(shown)


def test_the_pointer_shows_what_a_key_means(server: LanguageServer) -> None:
    shown = server.hover(f"{HEAD}    - Flatten\nfit: {{ep|ochs: 3}}\n")
    assert shown.startswith("#### epochs\n\nHow often training goes over the training split. Default: 1.")
