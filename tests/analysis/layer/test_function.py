from __future__ import annotations

from typing import Any

import pytest

from kerasrun.analysis.layer.function import check_activations, function_name, then
from kerasrun.analysis.layer.rule import Call, ShapeError
from kerasrun.spec.object import parse_object


def call(**arguments: Any) -> Call:
    return Call("LSTM", arguments, (4, 8))


def test_names() -> None:
    assert function_name(None) == "linear"
    assert function_name("tanh") == "tanh"
    assert function_name(parse_object("activation", "relu")) == "relu"


def test_words() -> None:
    assert then(call(activation="relu")) == " Then relu."
    assert then(call(activation="linear")) == then(call()) == ""


def test_glu_changes_the_shape() -> None:
    check_activations(call(activation="tanh", recurrent_activation="sigmoid"))
    with pytest.raises(ShapeError, match="received glu in recurrent_activation"):
        check_activations(call(recurrent_activation="glu"))
