"""The formula language of custom metrics and losses: parsed here, evaluated in `builder/`; Python's `eval` never runs.

formula    = arithmetic, comparison and function calls over y_true, y_pred and numbers
operators  = + - * / ** and unary -; < <= > >= == != give 0 or 1
functions  = those of FUNCTIONS, each the function of the same name in keras.ops; axis= and keepdims= where they reduce
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from kerasrun.catalogue.lookup import did_you_mean

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


@dataclass(frozen=True)
class Call:
    """`function` of keras.ops applied to `arguments`; `options` are axis and keepdims."""

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, int | bool], ...] = ()


Node = str | float | Call
"""A formula: y_true or y_pred, a number, or a call."""


class FormulaError(ValueError):
    """The formula is wrong at `column`, counted from 0."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message, column)
        self.message = message
        self.column = column


def parse_formula(text: str) -> Node:
    """Return the formula as a tree.

    Raises:
        FormulaError: a syntax error, a name or function that is not of the language, a wrong number of arguments.
    """
    if len(text) > LENGTH_LIMIT:
        raise FormulaError(f"expected a formula of at most {LENGTH_LIMIT} characters, received {len(text)}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
        return _node(tree.body)
    except SyntaxError as error:
        raise FormulaError(
            f"the formula does not read: {error.msg}", max((error.offset or 1) - 1, 0)
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(
            "the formula does not read: it is nested too deeply or holds odd characters"
        ) from None


def _node(node: ast.expr) -> Node:
    match node:
        case ast.Name():
            if node.id not in NAMES:
                raise _error(node, f"unknown name {node.id!r}: a formula knows y_true and y_pred")
            return node.id
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return _number(node)
        case ast.UnaryOp(op=ast.USub()):
            return Call("negative", (_node(node.operand),))
        case ast.BinOp() if type(node.op) in _BINARY:
            return Call(_BINARY[type(node.op)], (_node(node.left), _node(node.right)))  # type: ignore[index]
        case ast.Compare(ops=[operator]) if type(operator) in _COMPARE:
            return Call(_COMPARE[type(operator)], (_node(node.left), _node(node.comparators[0])))  # type: ignore[index]
        case ast.Call(func=ast.Name(id=function)):
            return _call(node, function)
    raise _error(node, "this does not belong to the formula language")


def _call(node: ast.Call, function: str) -> Node:
    if function not in FUNCTIONS:
        hint = did_you_mean(function, FUNCTIONS) or f"known are: {', '.join(FUNCTIONS)}"
        raise _error(node, f"unknown function {function!r}; {hint}")
    least, most = FUNCTIONS[function]
    if not least <= len(node.args) <= most:
        raise _error(
            node, f"{function} takes {least} argument{'s' if least > 1 else ''}, received {len(node.args)}"
        )
    options = tuple(_option(node, function, keyword) for keyword in node.keywords)
    return Call(function, tuple(_node(argument) for argument in node.args), options)


def _option(node: ast.Call, function: str, keyword: ast.keyword) -> tuple[str, int | bool]:
    takes = ("axis", "keepdims") if function in REDUCTIONS else ("axis",) if function in _AXIS else ()
    if keyword.arg not in takes:
        known = " and ".join(f"{name}=" for name in takes) or "no options"
        raise _error(node, f"{function} takes {known}, received {keyword.arg}=")
    value = _constant(keyword.value)
    wanted = bool if keyword.arg == "keepdims" else int
    if type(value) is not wanted:
        raise _error(
            node, f"{keyword.arg} of {function} is {'True or False' if wanted is bool else 'an integer'}"
        )
    return keyword.arg, value


def _constant(node: ast.expr) -> object:
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


def _error(node: ast.expr, message: str) -> FormulaError:
    return FormulaError(message, node.col_offset)
