from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.errors import Issue
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.source import NpzSpec


def test_shares_and_sources(parse: Callable[[str], Any]) -> None:
    data = parse("data: {source: mnist-10k, validation: 0.1, test: {npz: a.npz}}\n").data
    assert data.source.name == "mnist-10k"
    assert data.validation == 0.1
    assert isinstance(data.test, SourceSpec)
    assert data.test.arguments == NpzSpec.model_validate({"path": "a.npz"})
    assert parse("data: {source: mnist}\n").data.validation is None


@pytest.mark.parametrize(
    ("data", "at", "message", "hint"),
    [
        ("{}", "data", "missing key 'source'", "`source`: Where the examples come from"),
        ("{source: }", "}", "missing value: expected a data source", "write the name of a data source"),
        ("{source: mnsit}", "mnsit", "unknown data source 'mnsit'", "did you mean 'mnist'?"),
        ("{source: {mnsit: }}", "mnsit", "unknown data source 'mnsit'", "did you mean 'mnist'?"),
        (
            "{source: x/digits.npz}",
            "x/dig",
            "unknown data source 'x/digits.npz'",
            "write `npz: x/digits.npz`",
        ),
        ("{source: zzz}", "zzz", "unknown data source 'zzz'", "the sources are: mnist-10k"),
        ("{source: [mnist]}", "[", "expected a data source, received the list ['mnist']", "write `Name`"),
        ("{source: {mnist: 3}}", "3", "mnist takes no arguments, received 3", "write `mnist` alone"),
        ("{source: {imdb: {max_len: 3}}}", "max_len", "unknown key 'max_len'", "did you mean 'maxlen'?"),
        (
            "{source: {imdb: 3}}",
            "3",
            "expected an integer >= 4, received 3",
            "the default is `num_words: 10000`",
        ),
        (
            "{source: {cifar100: course}}",
            "course",
            "expected 'fine' or 'coarse', received the text 'course'",
            "did",
        ),
        ("{source: {npz: 3}}", "3", "expected text, received 3", "quote it"),
        ("{source: mnist, validation: 20}", "20", "expected a fraction above 0", "write 0.2 for 20 percent"),
        ("{source: mnist, validation: 0}", "0", "expected a fraction above 0", "0.1 keeps a tenth"),
        (
            "{source: mnist, validation: true}",
            "true",
            "expected a fraction above 0 and below 1, or a source",
            "0.1 keeps",
        ),
        ("{source: mnist, validation: 20%}", "20%", "expected a fraction above 0 and below 1", "write 0.2"),
        (
            "{source: mnist, validation: [0.1]}",
            "[",
            "expected a fraction above 0 and below 1, or a source",
            "write 0.1",
        ),
        (
            "{source: mnist, validation: '0.1'}",
            "'0.1'",
            "expected a fraction above 0",
            "write 0.1 without quotes",
        ),
    ],
)
def test_mistakes(data: str, at: str, message: str, hint: str, found: Callable[[str], list[Issue]]) -> None:
    line = f"data: {data}"
    (issue,) = found(line + "\n")
    assert issue.mark is not None
    # A value that is not there stands where it would begin.
    assert issue.mark.column - 1 in (line.index(at), line.index(at) - 1)
    assert issue.message.startswith(message)
    assert str(issue.hint).startswith(hint)
