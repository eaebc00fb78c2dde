from __future__ import annotations

import contextlib

import keras
import pytest

from kerasrun.spec.formula import FUNCTIONS, LENGTH_LIMIT, REDUCTIONS, Call, FormulaError, parse_formula


@pytest.mark.parametrize("name", [*FUNCTIONS, "add", "subtract", "multiply", "divide", "negative"])
def test_every_function_is_keras_s(name: str) -> None:
    assert callable(getattr(keras.ops, name))


@pytest.mark.parametrize(("name", "counts"), sorted(FUNCTIONS.items()))
def test_every_function_takes_its_arrays(name: str, counts: tuple[int, int]) -> None:
    least, most = counts
    call = f"{name}({', '.join(['y_pred'] * least)})"
    assert parse_formula(call) == Call(name, ("y_pred",) * least)
    with pytest.raises(FormulaError, match=f"{name} takes {least} argument"):
        parse_formula(f"{name}({', '.join(['y_pred'] * (most + 1))})")
    arrays = [keras.ops.array([[0.5, 0.25]])] * least
    assert getattr(keras.ops, name)(*arrays) is not None


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_take_axis_and_keepdims(name: str) -> None:
    options = (("axis", -1), ("keepdims", True))
    assert parse_formula(f"{name}(y_pred, axis=-1, keepdims=True)") == Call(name, ("y_pred",), options)
    assert getattr(keras.ops, name)(keras.ops.array([[0.5, 0.25]]), axis=-1, keepdims=True) is not None


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("y_pred", "y_pred"),
        (" 3 ", 3.0),
        ("1e-3", 0.001),
        ("-y_true", Call("negative", ("y_true",))),
        ("y_true + 2", Call("add", ("y_true", 2.0))),
        ("1 - y_pred * 2", Call("subtract", (1.0, Call("multiply", ("y_pred", 2.0))))),
        ("y_pred / 2 ** 3", Call("divide", ("y_pred", Call("power", (2.0, 3.0))))),
        ("y_pred > 0.5", Call("greater", ("y_pred", 0.5))),
        ("y_pred != y_true", Call("not_equal", ("y_pred", "y_true"))),
        ("argmax(y_pred, axis=-1)", Call("argmax", ("y_pred",), (("axis", -1),))),
        ("mean(\n  y_pred\n)", Call("mean", ("y_pred",))),
    ],
)
def test_trees(text: str, tree: object) -> None:
    assert parse_formula(text) == tree


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 0, "the formula cannot be read: invalid syntax"),
        ("mean(y_pred", 4, "the formula cannot be read: '(' was never closed"),
        ("  mean(y_pred", 6, "the formula cannot be read: '(' was never closed"),
        ("y_pred +", 0, "the formula cannot be read: invalid syntax"),
        ("mean(y_perd)", 5, "unknown name 'y_perd'"),
        ("mean", 0, "unknown name 'mean'"),
        ("1 + men(y_pred)", 4, "unknown function 'men'"),
        ("__import__('os')", 0, "unknown function '__import__'"),
        ("eval('1')", 0, "unknown function 'eval'"),
        ("y_pred.__class__", 0, "this does not belong to the formula language"),
        ("y_pred.shape[0]", 0, "this does not belong to the formula language"),
        ("y_pred[0]", 0, "this does not belong to the formula language"),
        ("keras.ops.mean(y_pred)", 0, "functions have no module in front of them"),
        ("(lambda: 1)()", 0, "this does not belong to the formula language"),
        ("lambda: 1", 0, "this does not belong to the formula language"),
        ("(x := y_pred)", 1, "this does not belong to the formula language"),
        ("f'{y_pred}'", 0, "this does not belong to the formula language"),
        ("'text'", 0, "this does not belong to the formula language"),
        ("b'text'", 0, "this does not belong to the formula language"),
        ("True", 0, "this does not belong to the formula language"),
        ("None", 0, "this does not belong to the formula language"),
        ("...", 0, "this does not belong to the formula language"),
        ("1j", 0, "this does not belong to the formula language"),
        ("[y_pred]", 0, "this does not belong to the formula language"),
        ("{y_pred}", 0, "this does not belong to the formula language"),
        ("y_pred if 1 else 2", 0, "this does not belong to the formula language"),
        ("y_pred and y_true", 0, "this does not belong to the formula language"),
        ("not y_pred", 0, "this does not belong to the formula language"),
        ("~y_pred", 0, "this does not belong to the formula language"),
        ("+y_pred", 0, "this does not belong to the formula language"),
        ("y_pred // 2", 0, "this does not belong to the formula language"),
        ("y_pred % 2", 0, "this does not belong to the formula language"),
        ("y_pred @ y_true", 0, "this does not belong to the formula language"),
        ("0 < y_pred < 1", 0, "this does not belong to the formula language"),
        ("y_pred is 1", 0, "this does not belong to the formula language"),
        ("y_pred in y_true", 0, "this does not belong to the formula language"),
        ("[y for y in y_pred]", 0, "this does not belong to the formula language"),
        ("await y_pred", 0, "this does not belong to the formula language"),
        ("yield", 0, "the formula cannot be read: invalid syntax"),
        ("mean(*y_pred)", 5, "this does not belong to the formula language"),
        ("mean(y_pred, **{})", 0, "mean takes axis= and keepdims=, received **="),
        ("mean(y_pred, dtype=1)", 0, "mean takes axis= and keepdims=, received dtype="),
        ("softmax(y_pred, keepdims=True)", 0, "softmax takes axis=, received keepdims="),
        ("abs(y_pred, axis=1)", 0, "abs takes no options, received axis="),
        ("mean(y_pred, axis=1.5)", 18, "expected an integer for axis="),
        ("mean(y_pred, axis=True)", 18, "expected an integer for axis="),
        ("mean(y_pred, axis=y_true)", 18, "expected an integer for axis="),
        ("mean(y_pred, axis=99)", 18, "expected axis= from -6 to 6, received 99"),
        ("mean(y_pred, keepdims=1)", 22, "expected True or False for keepdims="),
        ("mean(y_pred, axis=0, axis=1)", 0, "mean takes each option once"),
        ("mean()", 0, "mean takes 1 argument, received 0"),
        ("1e999", 0, "expected a finite number"),
        ("9" * 400, 0, "expected a finite number"),
        ("y_pred; 1", 6, "the formula cannot be read: invalid syntax"),
        ("y_pred = 1", 0, "the formula cannot be read: invalid syntax"),
        ("import os", 0, "the formula cannot be read: invalid syntax"),
        ("\u00b5 + 1", 0, "a formula is written in plain ASCII, received '\u00b5'"),
        ("y_pred\u2212 1", 6, "a formula is written in plain ASCII, received '\u2212'"),
        ("y_pred\0", 0, "the formula cannot be read"),
        ("1 (2)", 0, "this does not belong to the formula language"),
        ("y_pred # comment\n+", 0, "the formula cannot be read"),
    ],
)
def test_what_is_refused(text: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert caught.value.message.startswith(message)
    if column:
        assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("men(y_pred)", "did you mean 'mean'?"),
        ("y_perd", "did you mean 'y_pred'?"),
        ("mean", "write `mean(y_pred)`"),
        ("zzz", "a formula knows y_true and y_pred"),
        ("y_pred +", "write it like `mean((y_true - y_pred) ** 2)`"),
    ],
)
def test_hints(text: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "y_pred" + ")" * 10_000,
        "-" * 10_000 + "1",
        "(" * 200 + "y_pred" + ")" * 200,
        "-" * (LENGTH_LIMIT - 1) + "1",
        "abs(" * 100 + "y_pred" + ")" * 100,
        "1" + "**1" * 160,
        "1" * LENGTH_LIMIT,
        "\n" * (LENGTH_LIMIT - 1) + "1",
    ],
    ids=["10,000 (", "10,000 -", "200 (", "499 -", "100 calls", "160 **", "500 digits", "line breaks"],
)
def test_hostile_texts_are_trees_or_errors(text: str) -> None:
    with contextlib.suppress(FormulaError):
        assert parse_formula(text) is not None


def test_the_longest_formula() -> None:
    assert parse_formula("1" + " " * (LENGTH_LIMIT - 1)) == 1.0
    with pytest.raises(FormulaError, match="at most 500 characters, received 501"):
        parse_formula("1" + " " * LENGTH_LIMIT)


@pytest.mark.parametrize(
    ("formula", "hint"),
    [
        ("y_pred ^ 2", "a power is written **"),
        ("np.mean(y_pred)", "write `mean(...)`, without what stands in front of it"),
        ("mean(y_true, y_pred)", "write it like `mean(y_pred)`"),
        ("maximum(y_pred)", "write it like `maximum(y_pred, y_true)`"),
        ("clip(y_pred)", "write it like `clip(y_pred, y_true, 0)`"),
        ("mean(y_pred, axis=1.5)", "write it like `mean(y_pred, axis=-1)`"),
        ("mean(y_pred, keepdims=1)", "write it like `mean(y_pred, keepdims=True)`"),
    ],
)
def test_what_to_write_instead(formula: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(formula)
    assert caught.value.hint == hint
