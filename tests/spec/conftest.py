"""What the tests of this room share: a text to its spec or issues, a value to what the JSON Schema says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from kerasrun.errors import Issue, SpecError
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec
from kerasrun.spec.schema import json_schema

Parse = Callable[..., ExperimentSpec]
Found = Callable[..., list[Issue]]
Fits = Callable[..., bool]

MODEL = "model: {input_shape: [4], layers: [{Dense: 2}]}\n"


@pytest.fixture
def parse() -> Parse:
    """A spec's text, below a small model, to the spec."""
    return lambda text, model=MODEL: parse_spec(parse_document(model + text, "f.yaml"))


@pytest.fixture
def found(parse: Parse) -> Found:
    """A spec's text, below a small model, to its issues."""

    def find(text: str, model: str = MODEL) -> list[Issue]:
        with pytest.raises(SpecError) as caught:
            parse(text, model)
        return caught.value.issues

    return find


@pytest.fixture(scope="session")
def fits() -> Fits:
    """Tells whether a value fits the JSON Schema, or one of its definitions."""
    whole = json_schema()
    jsonschema.Draft7Validator.check_schema(whole)
    validators: dict[str | None, Any] = {}

    def check(value: Any, definition: str | None = None) -> bool:
        if definition not in validators:
            part = {"$ref": f"#/definitions/{definition}", "definitions": whole["definitions"]}
            validators[definition] = jsonschema.Draft7Validator(part if definition else whole)
        # As an editor sees it: keys are text.
        return bool(validators[definition].is_valid(json.loads(json.dumps(value, default=str))))

    return check
