from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerasrun.builder.formula import build_formula
from kerasrun.spec.formula import FUNCTIONS, parse_formula


def softmax(values: Any, axis: int = -1) -> Any:
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


NUMPY: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in ("mean", "sum", "max", "min", "prod", "std", "var", "all", "any")},
    **{name: getattr(np, name) for name in ("abs", "square", "exp", "log1p", "expm1", "sign", "round")},
    **{name: getattr(np, name) for name in ("floor", "ceil", "sin", "cos", "tanh", "isfinite")},
    **{name: getattr(np, name) for name in ("maximum", "minimum", "power", "logaddexp", "equal")},
    **{name: getattr(np, name) for name in ("not_equal", "greater", "greater_equal", "less", "less_equal")},
    **{name: getattr(np, name) for name in ("logical_and", "logical_or", "logical_not", "argmax", "argmin")},
    **{name: getattr(np, name) for name in ("sqrt", "log", "clip", "where")},
    "logsumexp": lambda values, **options: np.log(np.sum(np.exp(values), **options)),
    "sigmoid": lambda values: 1 / (1 + np.exp(-values)),
    "relu": lambda values: np.maximum(values, 0),
    "softplus": lambda values: np.log1p(np.exp(values)),
    "softmax": softmax,
    "log_softmax": lambda values, axis=-1: np.log(softmax(values, axis)),
}
WITH_AXIS = ("mean", "sum", "max", "min", "prod", "std", "var", "all", "any", "logsumexp")
POSITIVE = ("sqrt", "log", "log1p", "power")


@pytest.fixture(scope="module")
def arrays() -> tuple[Any, Any]:
    stream = np.random.default_rng(0)
    y_true = stream.integers(0, 2, (5, 3)).astype("float32")
    return y_true, stream.normal(size=(5, 3)).astype("float32")


def compute(text: str, y_true: Any, y_pred: Any) -> Any:
    return np.asarray(build_formula(parse_formula(text), "f")(y_true, y_pred))


def test_numpy_knows_every_function() -> None:
    assert set(NUMPY) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_computes_what_numpy_does(name: str, arrays: tuple[Any, Any]) -> None:
    y_true, y_pred = arrays
    if name in POSITIVE:
        y_pred = np.abs(y_pred) + 0.1
    sample = {1: "y_pred", 2: "y_pred, y_true", 3: "y_pred, -0.5, 0.5"}[FUNCTIONS[name][0]]
    arguments: Any = {1: (y_pred,), 2: (y_pred, y_true), 3: (y_pred, -0.5, 0.5)}[FUNCTIONS[name][0]]
    if name == "where":
        sample, arguments = "y_true > 0.5, y_pred, 0", (y_true > 0.5, y_pred, 0)
    found = compute(f"{name}({sample})", y_true, y_pred)
    options = {"axis": -1} if name in ("softmax", "log_softmax") else {}
    np.testing.assert_allclose(found, NUMPY[name](*arguments, **options), rtol=2e-5, atol=1e-6)
    assert found.dtype == np.float32


@pytest.mark.parametrize("name", WITH_AXIS)
def test_reductions_take_axis_and_keepdims(name: str, arrays: tuple[Any, Any]) -> None:
    y_true, y_pred = arrays
    found = compute(f"{name}(y_pred, axis=-1, keepdims=True)", y_true, y_pred)
    np.testing.assert_allclose(found, NUMPY[name](y_pred, axis=-1, keepdims=True), rtol=2e-5, atol=1e-6)
    assert found.shape == (5, 1)


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "argmax", "argmin"])
def test_functions_take_axis(name: str, arrays: tuple[Any, Any]) -> None:
    y_true, y_pred = arrays
    found = compute(f"{name}(y_pred, axis=0)", y_true, y_pred)
    np.testing.assert_allclose(found, NUMPY[name](y_pred, axis=0), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "y_true + y_pred * 2 - 1 / (y_pred ** 2 + 1)",
        "-y_pred",
        "mean(abs(y_true - y_pred), axis=-1)",
        "(y_true > 0.5) * y_pred + (y_true <= 0.5) * -y_pred",
        "y_true == round(y_pred)",
        "2 ** y_pred",
        "3",
    ],
)
def test_arithmetic_reads_as_in_python(text: str, arrays: tuple[Any, Any]) -> None:
    y_true, y_pred = arrays
    names = {"y_true": y_true, "y_pred": y_pred, "mean": np.mean, "abs": np.abs, "round": np.round}
    expected = eval(text, {"__builtins__": {}}, names)
    np.testing.assert_allclose(compute(text, y_true, y_pred), expected, rtol=1e-5, atol=1e-6)


def test_integer_labels_are_numbers_of_the_predictions_type(arrays: tuple[Any, Any]) -> None:
    _, y_pred = arrays
    labels = np.arange(15).reshape(5, 3)
    found = compute("mean(y_true - y_pred)", labels, y_pred)
    assert found == pytest.approx(np.mean(labels - y_pred), rel=1e-5)


def test_function_has_the_name() -> None:
    assert build_formula(parse_formula("mean(y_pred)"), "mean_pred").__name__ == "mean_pred"
