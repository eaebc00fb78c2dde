"""What the tests of this room share: a text to its spec, or to the issues it leads to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kerasrun.errors import Issue, SpecError
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec

Parse = Callable[..., ExperimentSpec]
Found = Callable[..., list[Issue]]

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
