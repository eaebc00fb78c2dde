"""Words to articles: names, aliases, kinds and codes; and the articles on codes against the real checks."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

import kerasrun
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.article import CODE, read_article, titles
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind
from kerasrun.errors import Issue, SpecError, UsageError
from kerasrun.job.explain import KINDS, explain, explain_code
from kerasrun.job.load import check_spec, load_spec

BASE = "model:\n  input_shape: [20]\n  layers: [{Dense: 10}]\n"
INTERNAL = {"KR000"}
"""Codes that no screen ever shows."""


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Conv2D", [("layer", "Conv2D")]),
        ("conv2d", [("layer", "Conv2D")]),
        ("MaxPool2D", [("layer", "MaxPooling2D")]),
        ("mse", [("loss", "MeanSquaredError"), ("metric", "MeanSquaredError")]),
        ("relu", [("layer", "ReLU"), ("activation", "relu")]),
        ("adam", [("optimizer", "Adam")]),
        ("hinge", [("loss", "Hinge"), ("metric", "Hinge")]),
        ("loss:Hinge", [("loss", "Hinge")]),
        ("Metric:mse", [("metric", "MeanSquaredError")]),
        ("LSTMCell", [("layer", "LSTMCell")]),
        ("kr301", [("code", "KR301")]),
    ],
)
def test_a_word_finds_what_is_called_so(word: str, found: list[tuple[str, str]]) -> None:
    assert [(explanation.kind, explanation.name) for explanation in explain(word)] == found


def test_an_object_comes_with_its_article_and_its_arguments() -> None:
    (explanation,) = explain("Dropout")
    assert explanation.article == read_article("layer", "Dropout")
    rate, *_ = explanation.arguments
    assert (rate.name, rate.required, rate.expected) == ("rate", True, "a number >= 0 and < 1")
    # A spec cannot give them.
    assert "autocast" not in {argument.name for argument in explanation.arguments}


def test_an_alias_of_an_older_keras_is_not_offered() -> None:
    assert explain("Conv2D")[0].aliases == ()
    assert explain("MaxPooling2D")[0].aliases == ("MaxPool2D",)


@pytest.mark.parametrize("kind", KINDS)
def test_every_usable_name_is_explained(kind: Kind) -> None:
    for name in catalogue.names(kind):
        if refused(kind, name) is None:
            assert (kind, name) in [(found.kind, found.name) for found in explain(f"{kind}:{name}")]


@pytest.mark.parametrize(
    ("word", "message", "hint"),
    [
        ("Conv2", "nothing is called 'Conv2'", "did you mean 'Conv2D'?"),
        ("adma", "nothing is called 'adma'", "did you mean 'adam'?"),
        ("zzzzzz", "nothing is called 'zzzzzz'", "`kerasrun list` shows all names"),
        ("metric:Dense", "no metric is called 'Dense'", "`kerasrun list` shows all names"),
        ("layr:Dense", "there is no kind 'layr'", "did you mean 'layer'?"),
        ("Lambda", "'Lambda', a layer, cannot stand in a spec", "it runs code"),
        ("CuDNNLSTM", "'CuDNNLSTM', a layer, cannot stand in a spec", "LSTM"),
        ("KR999", "there is no code 'KR999'", "an error screen shows the code"),
        ("vgg.yaml", "expected a line of the spec as well", "kerasrun explain vgg.yaml:12"),
        ("", "nothing is called ''", "`kerasrun list` shows all names"),
    ],
)
def test_an_unknown_word(word: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(word)
    assert caught.value.message == message
    assert hint in str(caught.value.hint)


def test_every_code_that_a_screen_can_show_has_an_article() -> None:
    folder = Path(kerasrun.__file__).parent
    used = {
        code for file in folder.rglob("*.py") for code in re.findall(r'"(KR\d{3})"', file.read_text("utf-8"))
    }
    assert {code for code in used if code < "KR300"} - INTERNAL == {
        code for code in titles(CODE) if code < "KR300"
    }


def _issues(text: str) -> list[Issue]:
    """Return what a spec, or a command line such as `kerasrun validate base.yaml`, has to hear."""
    words = shlex.split(text) if text.startswith("kerasrun ") else []
    if not words:
        Path("spec.yaml").write_text(text, "utf-8")
    file, overrides = (words[2], words[3:]) if words else ("spec.yaml", [])
    try:
        return list(check_spec(load_spec(file, overrides)).analysis.issues)
    except SpecError as error:
        return error.issues


@pytest.mark.parametrize("code", [code for code in titles(CODE) if code < "KR300"])
def test_the_wrong_spec_of_an_article_has_that_mistake_and_the_right_one_has_none(code: str) -> None:
    Path("base.yaml").write_text(BASE, "utf-8")
    np.savez("texts.npz", x_train=np.array(["good film", "bad film"] * 20), y_train=np.array([1, 0] * 20))
    article = explain_code(code).article
    assert {issue.code for issue in _issues(article["wrong"])} == {code}
    assert _issues(article["right"]) == []
