"""The formula language of custom metrics and losses: parsed here, evaluated in `builder/`, never by Python.

formula    = arithmetic, comparison and function calls over y_true, y_pred and numbers
operators  = + - * / ** and unary -; < <= > >= == != give 0 or 1
functions  = those of FUNCTIONS, each as in keras.ops; axis= and keepdims= where they reduce
"""

from __future__ import annotations

import ast
import warnings
from typing import Any, NamedTuple

from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.spec.shape import RANK_LIMIT

LENGTH_LIMIT = 500
"""Longest formula, in characters."""

NAMES = ("y_true", "y_pred")

REDUCTIONS = ("mean", "sum", "max", "min", "prod", "std", "var", "all", "any", "logsumexp")
"""Functions of one array that also take axis and keepdims."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(REDUCTIONS, (1, 1)),
    **dict.fromkeys(
        ("abs", "square", "sqrt", "exp", "log", "log1p", "expm1", "sign", "round", "floor"), (1, 1)
    ),
    **dict.fromkeys(("ceil", "sin", "cos", "tanh", "sigmoid", "relu", "softplus", "isfinite"), (1, 1)),
    **dict.fromkeys(("maximum", "minimum", "power", "logaddexp", "equal", "not_equal"), (2, 2)),
    **dict.fromkeys(("greater", "greater_equal", "less", "less_equal", "logical_and", "logical_or"), (2, 2)),
    "logical_not": (1, 1),
    "softmax": (1, 1),
    "log_softmax": (1, 1),
    "argmax": (1, 1),
    "argmin": (1, 1),
    "clip": (3, 3),
    "where": (3, 3),
}
"""Function name: least and most arrays it takes."""

_AXIS = frozenset((*REDUCTIONS, "softmax", "log_softmax", "argmax", "argmin"))
_BINARY = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.Pow: "power"}
_COMPARE = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}


class Call(NamedTuple):
    """`function` of keras.ops applied to `arguments`; `options` are axis and keepdims."""

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, int | bool], ...] = ()


Node = str | float | Call
"""A formula: y_true or y_pred, a number, or a call."""


class FormulaError(ValueError):
    """The formula is wrong at `column`, counted from 0; `hint` says what to write."""

    def __init__(self, message: str, column: int = 0, hint: str | None = None) -> None:
        super().__init__(message, column, hint)
        self.message = message
        self.column = column
        self.hint = hint


def parse_formula(text: str) -> Node:
    """Return the formula as a tree.

    Raises:
        FormulaError: a syntax error, a name or function not of the language, a wrong number of arguments.
    """
    if len(text) > LENGTH_LIMIT:
        raise FormulaError(f"expected a formula of at most {LENGTH_LIMIT} characters, received {len(text)}")
    if not text.isascii():
        index = next(index for index, character in enumerate(text) if not character.isascii())
        raise FormulaError(f"a formula is written in plain ASCII, received {text[index]!r}", index)
    indent = len(text) - len(text.lstrip())
    try:
        with warnings.catch_warnings():
            # Python warns of forms such as `1 (2)`, which the language refuses anyway.
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(text.strip(), mode="eval")
        return _node(tree.body)
    except FormulaError as error:
        raise FormulaError(error.message, error.column + indent, error.hint) from None
    except SyntaxError as error:
        column = max((error.offset or 1) - 1, 0) + indent
        message = f"the formula cannot be read: {error.msg.partition('. ')[0].lower()}"
        raise FormulaError(message, column, _EXAMPLE) from None
    except (ValueError, RecursionError, MemoryError):
        message = "the formula cannot be read: it is nested too deeply or holds odd characters"
        raise FormulaError(message, 0, _EXAMPLE) from None


_EXAMPLE = "write it like `mean((y_true - y_pred) ** 2)`"


def _node(node: ast.expr) -> Node:
    match node:
        case ast.Name():
            if node.id not in NAMES:
                raise _error(node, f"unknown name {node.id!r}", _name_hint(node.id))
            return node.id
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return _number(node)
        case ast.UnaryOp(op=ast.USub()):
            return Call("negative", (_node(node.operand),))
        case ast.BinOp() if type(node.op) in _BINARY:
            return Call(_BINARY[type(node.op)], (_node(node.left), _node(node.right)))
        case ast.Compare(ops=[operator]) if type(operator) in _COMPARE:
            return Call(_COMPARE[type(operator)], (_node(node.left), _node(node.comparators[0])))
        case ast.Call(func=ast.Name(id=function)):
            return _call(node, function)
        case ast.BinOp(op=ast.BitXor()):
            raise _error(node, "this does not belong to the formula language", "a power is written **")
        case ast.Call(func=ast.Attribute(attr=function)) if function in FUNCTIONS:
            hint = f"write `{function}(...)`, without what stands in front of it"
            raise _error(node, "functions have no module in front of them", hint)
    hint = "a formula has numbers, y_true, y_pred, + - * / **, comparisons and functions such as mean"
    raise _error(node, "this does not belong to the formula language", hint)


def _call(node: ast.Call, function: str) -> Node:
    if function not in FUNCTIONS:
        hint = did_you_mean(function, FUNCTIONS) or f"the functions are: {', '.join(FUNCTIONS)}"
        raise _error(node, f"unknown function {function!r}", hint)
    least, most = FUNCTIONS[function]
    if not least <= len(node.args) <= most:
        raise _error(
            node,
            f"{function} takes {least} argument{'s' if least > 1 else ''}, received {len(node.args)}",
            f"write it like `{function}({', '.join(('y_pred', 'y_true', '0')[:least])})`",
        )
    options = tuple(_option(node, function, keyword) for keyword in node.keywords)
    if len(dict(options)) < len(options):
        raise _error(node, f"{function} takes each option once")
    return Call(function, tuple(_node(argument) for argument in node.args), options)


def _option(node: ast.Call, function: str, keyword: ast.keyword) -> tuple[str, int | bool]:
    takes = ("axis", "keepdims") if function in REDUCTIONS else ("axis",) if function in _AXIS else ()
    if keyword.arg is None or keyword.arg not in takes:
        known = " and ".join(f"{name}=" for name in takes) or "no options"
        raise _error(node, f"{function} takes {known}, received {keyword.arg or '**'}=")
    value = _constant(keyword.value)
    wanted = bool if keyword.arg == "keepdims" else int
    if type(value) is not wanted:
        form = "True or False" if wanted is bool else "an integer"
        example = "keepdims=True" if wanted is bool else "axis=-1"
        message = f"expected {form} for {keyword.arg}="
        raise _error(keyword.value, message, f"write it like `{function}(y_pred, {example})`")
    if abs(value) > RANK_LIMIT:
        raise _error(keyword.value, f"expected axis= from {-RANK_LIMIT} to {RANK_LIMIT}, received {value}")
    return keyword.arg, value


def _constant(node: ast.expr) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
    return None


def _number(node: ast.Constant) -> float:
    assert isinstance(node.value, int | float)
    try:
        value = float(node.value)
    except OverflowError:
        value = float("inf")
    if value in (float("inf"), float("-inf")):
        raise _error(node, "expected a finite number")
    return value


def _name_hint(name: str) -> str:
    if name in FUNCTIONS:
        return f"write `{name}(y_pred)`"
    return did_you_mean(name, (*NAMES, *FUNCTIONS)) or "a formula knows y_true and y_pred"


def _error(node: ast.expr, message: str, hint: str | None = None) -> FormulaError:
    return FormulaError(message, node.col_offset, hint)
