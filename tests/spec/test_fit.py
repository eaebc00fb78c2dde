from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.errors import Issue


def test_defaults_are_keras_s(parse: Callable[[str], Any]) -> None:
    fit = parse("").fit
    assert (fit.epochs, fit.batch_size, fit.shuffle, fit.validation_freq, fit.callbacks) == (
        1,
        32,
        True,
        1,
        [],
    )


def test_accumulation(parse: Callable[[str], Any]) -> None:
    assert parse("").fit.accumulate == 1
    assert parse("fit: {accumulate: 4}\n").fit.accumulate == 4


def test_class_weights(parse: Callable[[str], Any]) -> None:
    assert parse("fit: {class_weight: {0: 1, 1: 5.0}}\n").fit.class_weight == {0: 1.0, 1: 5.0}


@pytest.mark.parametrize(
    ("fit", "at", "message"),
    [
        ("{class_weight: 3}", "3", "expected a mapping from an integer >= 0 to a number > 0, received 3"),
        ("{class_weight: {a: 1}}", "a: 1", "expected an integer >= 0, received the text 'a'"),
        ("{class_weight: {'0': 1}}", "'0'", "expected an integer >= 0, received the text '0'"),
        ("{class_weight: {0: 0}}", "0}", "expected a number > 0, received 0"),
        ("{class_weight: {-1: 1}}", "-1", "expected an integer >= 0, received -1"),
        ("{epochs: 1.0}", "1.0", "expected an integer >= 1, received 1.0"),
        ("{accumulate: 0}", "0", "expected an integer >= 1, received 0"),
        ("{steps_per_epoch: 0}", "0", "expected an integer >= 1, received 0"),
        ("{callbacks: [EarlyStoping]}", "EarlyStoping", "unknown callback 'EarlyStoping'"),
        ("{callbacks: [{LambdaCallback: {}}]}", "Lambda", "LambdaCallback cannot stand in a spec"),
        ("{callbacks: [{EarlyStopping: {patience: -1}}]}", "-1", "expected an integer >= 0, received -1"),
    ],
)
def test_mistakes(fit: str, at: str, message: str, found: Callable[[str], list[Issue]]) -> None:
    line = f"fit: {fit}"
    (issue,) = found(line + "\n")
    assert (str(issue.mark), issue.message) == (f"f.yaml:2:{line.index(at) + 1}", message)
