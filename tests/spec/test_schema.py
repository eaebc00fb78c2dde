from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kerasrun.errors import SpecError
from kerasrun.source.reader import parse_document
from kerasrun.spec.schema import AUTHOR, json_schema, schema_text
from tests.spec.conftest import MODEL, Fits

ROOT = Path(__file__).parents[2]
GOOD = [
    *ROOT.glob("configs/*.yaml"),
    *ROOT.glob("kerasrun/cli/templates/*.yaml"),
    *ROOT.glob("tests/analysis/lint/corpus/healthy/*.yaml"),
]
SEEN = {"KR101", "KR103", "KR105", "KR106", "KR107"}
"""Codes of mistakes that a value has by itself: unknown keys, wrong types, unknown names."""


def read(file: Path) -> Any:
    """Return the data of a spec file, None where it is no YAML at all."""
    try:
        return parse_document(file.read_text("utf-8"), str(file)).data
    except SpecError:
        return None


def test_every_good_spec_fits(fits: Fits) -> None:
    assert len(GOOD) > 50
    assert [file.name for file in GOOD if not fits(read(file))] == []


def test_golden_mistakes(fits: Fits) -> None:
    refused, missed, wronged = 0, [], []
    for screen in ROOT.glob("tests/golden/*/screen.txt"):
        codes = set(re.findall(r"error\[(KR\d+)\]", screen.read_text("utf-8")))
        data = read(screen.with_name("spec.yaml"))
        if data is None:
            continue
        if codes & SEEN:
            refused += 1
            missed += [screen.parent.name] if fits(data) else []
        elif all(code >= "KR200" for code in codes):
            # What does not go together is no matter of the schema.
            wronged += [] if fits(data) else [screen.parent.name]
    assert (missed, wronged) == ([], [])
    assert refused > 30


@pytest.mark.parametrize(
    "text",
    [
        "model: {layers: [{Dense: {units: 2}, Flatten: null}]}",
        "model: {layers: [{Dense: {}}]}",
        "model: {layers: [Dense]}",
        "model: {layers: [LSTMCell]}",
        "model: {layers: [{repeat: {times: 0, layers: [Flatten]}}]}",
        MODEL + "data: {source: {csv: a.csv}}",
        MODEL + "data: {source: mnist, validation: 1.5}",
        MODEL + "data: {source: nmist}",
        MODEL + "compile: {loss: {formula: mean(y_pred), nmae: x}}",
        MODEL + "compile: {metrics: [mae]}",
        MODEL + "expect: {tset.loss: '< 1'}",
        MODEL + "expect: {test.loss: 1}",
        MODEL + "lint: {ignore: [KR101]}",
        MODEL + "fit: {class_weight: {a: 1.0}}",
        "fit: {epochs: 2}",
    ],
)
def test_what_the_schema_refuses(text: str, fits: Fits) -> None:
    assert not fits(parse_document(text, "f.yaml").data)


@pytest.mark.parametrize(
    "text",
    [
        MODEL + "data: {source: {synthetic: {task: noise, shape: [4], classes: 2}}, test: {npz: a.npz}}",
        MODEL + "compile: {loss: {python: 'a.py:f'}, metrics: [mae, {formula: mean(y_pred), name: m}]}",
        MODEL + "expect: {test.loss: ' < 1e-3'}\nlint: {ignore: [KR301]}\ndata:",
        MODEL + "fit: {class_weight: {0: 1.0, 1: 5}, callbacks: [TerminateOnNaN]}",
        "model: {layers: [{repeat: {times: 2, layers: [Flatten, {repeat: {times: 1, layers: [ELU]}}]}}]}",
    ],
)
def test_what_the_schema_takes(text: str, fits: Fits) -> None:
    assert fits(parse_document(text, "f.yaml").data)


def test_a_file_that_extends_another_may_lack_what_that_one_holds(fits: Fits) -> None:
    partial = {
        "extends": "base.yaml",
        "data": {"source": {"synthetic": {"train": 10}}},
        "compile": {"optimizer": {"SGD": {"learning_rate": {"ExponentialDecay": {"decay_steps": 9}}}}},
    }
    assert fits(partial)
    assert fits({**partial, "extends": ["a.yaml", "b.yaml"]})
    assert not fits({**partial, "extends": 3})
    assert not fits({**partial, "fit": {"epoch": 3}})
    # A list is replaced whole, so its items are whole.
    assert not fits({**partial, "model": {"layers": [{"Conv2D": {"filters": 3}}]}})
    del partial["extends"]
    assert not fits(partial)


def test_the_text() -> None:
    text = schema_text()
    assert json.loads(text) == json_schema()
    assert text.isascii()
    assert text.endswith("}\n")
    assert len(text) < 1_500_000
    assert json_schema()["$comment"].startswith(AUTHOR)


def test_every_reference_leads_to_a_definition_and_every_definition_is_referred_to() -> None:
    text, definitions = schema_text(), json_schema()["definitions"]
    assert set(re.findall(r'"#/definitions/([^"]+)"', text)) == set(definitions)


def test_every_key_is_described() -> None:
    definitions = json_schema()["definitions"]
    for section in ("experiment", "data", "model", "compile", "fit", "runtime", "lint"):
        for key, schema in definitions[section]["properties"].items():
            assert schema["title"] == key
            assert len(schema["description"]) > 10
