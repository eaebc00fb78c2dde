from __future__ import annotations

import json

import pytest

from kerasrun.cli.reply import print_json


def test_numbers_that_are_not_finite_are_null(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": float("nan"), "b": [float("inf"), 0.5]})
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail) == {"a": None, "b": [None, 0.5]}


def test_text_survives_every_encoding(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"run": "é\udcff"})
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {"run": "é\udcff"}
