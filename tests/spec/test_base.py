from __future__ import annotations

from collections.abc import Callable

import pytest

from kerasrun.errors import Issue

Found = Callable[..., list[Issue]]


@pytest.mark.parametrize(
    ("text", "at", "code", "message", "hint"),
    [
        ("nmae: x", "nmae", "KR101", "unknown key 'nmae'", "did you mean 'name'?"),
        ("zzz: x", "zzz", "KR101", "unknown key 'zzz'", "the keys are: version, name, seed, data"),
        ("epochs: 3", "epochs", "KR101", "unknown key 'epochs'", "write it under `fit`"),
        (
            "batch_size: 3",
            "batch_size",
            "KR101",
            "unknown key 'batch_size'",
            "write it under `fit` or under `model`",
        ),
        ("fit: {seed: 3}", "seed", "KR101", "unknown key 'seed'", "write it at the top level"),
        (
            "fit: {nb_epoch: 3}",
            "nb_epoch",
            "KR107",
            "'nb_epoch' is not a key of this section",
            "write `epochs: 3`",
        ),
        ("1: x", "1", "KR005", "keys must be text, received 1", "write a word as the key"),
        ("fit: 3", "3", "KR103", "expected a mapping, received 3", "the keys below it are: epochs"),
        ("fit:", "", "KR102", "missing value: expected a mapping", "the keys below it are: epochs"),
        (
            "runtime: {precision: float3}",
            "float3",
            "KR104",
            "expected 'float32', 'float64'",
            "did you mean 'float32'?",
        ),
        (
            "runtime: {precision: 3}",
            "3",
            "KR103",
            "expected 'float32', 'float64'",
            "the default is `precision: float32`",
        ),
        ("runtime: {precision: fp16}", "fp16", "KR104", "expected 'float32'", "did you mean 'float16'?"),
        ("runtime: {devices: gpu}", "gpu", "KR104", "expected 'auto' or 'cpu'", "did you mean 'auto'?"),
        ("runtime: {jit: yes}", "yes", "KR104", "expected 'auto', true or false", "write true"),
        ("fit: {callbacks: null}", "null", "KR102", "missing value: expected a list", "it can be left out"),
        (
            "fit: {shuffle: batch}",
            "batch",
            "KR103",
            "expected true or false",
            "the default is `shuffle: true`",
        ),
        (
            "fit: {callbacks: {EarlyStopping: , CSVLogger: {append: true}}}",
            "{Early",
            "KR103",
            "expected a list, received a mapping",
            "write a list: `- EarlyStopping`, `- CSVLogger: ...`, each item on a line of its own",
        ),
        ("data: mnist", "mnist", "KR103", "expected a mapping", "the keys below it are: source, validation"),
        ("fit: {lr: 0.1}", "lr", "KR107", "'lr' is not a key of this section", "the optimizer has it: write"),
        ("learning_rate: 0.1", "learning", "KR107", "'learning_rate' is not a key", "the optimizer has it"),
        ("extend: base.yaml", "extend", "KR101", "unknown key 'extend'", "did you mean 'extends'?"),
        ("fit: {extends: a.yaml}", "extends", "KR101", "unknown key 'extends'", "write it at the top level"),
        ("train: {epochs: 3}", "train", "KR101", "unknown key 'train'", "did you mean 'fit'?"),
        ("version: 2", "2", "KR104", "expected 1, received 2", "the default is `version: 1`"),
        ("version: '1'", "'1'", "KR103", "expected 1, received the text '1'", "the default is `version: 1`"),
        (
            "compile: {metrics: []}",
            "compile",
            "KR102",
            "missing key 'loss'",
            "`loss`: What training makes smaller",
        ),
        (
            "compile: {loss: mse, metrics: mae}",
            "mae",
            "KR103",
            "expected a list, received the text 'mae'",
            "write [mae]",
        ),
        (
            "compile: {loss: mse, run_eagerly: 1}",
            "1",
            "KR103",
            "expected true or false, received 1",
            "write true",
        ),
        ("fit: {callbacks: EarlyStopping}", "EarlyS", "KR103", "expected a list", "write [EarlyStopping]"),
    ],
)
def test_one_mistake_one_issue(text: str, at: str, code: str, message: str, hint: str, found: Found) -> None:
    (issue,) = found(text + "\n")
    column = text.index(at) + 1 if at else len(text) + 1
    assert (str(issue.mark), issue.code) == (f"f.yaml:2:{column}", code)
    assert issue.message.startswith(message)
    assert str(issue.hint).startswith(hint)


def test_a_long_key_is_cut(found: Found) -> None:
    (issue,) = found(f"{'k' * 500}: 1\n")
    assert issue.message == f"unknown key '{'k' * 60}...'"
