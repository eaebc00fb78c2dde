"""EinsumDense: a product of input and kernel whose axes an equation such as `abc,cd->abd` names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kerasrun.analysis.layer.function import then
from kerasrun.analysis.layer.lora import with_lora
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, RankError, Shape, ShapeError, Weight
from kerasrun.analysis.layer.shape import by, format_batch, format_shape, parameters, per_axis, product, times

_FORMS = (
    # No ellipsis; then one on the left, and one on the right of input and output.
    re.compile(r"([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)"),
    re.compile(r"\.\.\.([a-zA-Z]+),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)"),
    re.compile(r"([a-zA-Z]{2,})\.\.\.,([a-zA-Z]+)->([a-zA-Z]+)\.\.\."),
)


@dataclass(frozen=True)
class _Equation:
    """The letters of the axes; `left` and `right`: an ellipsis stands there for any axes."""

    input: str
    kernel: str
    output: str
    left: bool
    right: bool


def _parse(call: Call) -> _Equation:
    text = call.arguments["equation"]
    for index, form in enumerate(_FORMS):
        match = form.fullmatch(text)
        if match:
            equation = _Equation(match[1], match[2], match[3], index == 1, index == 2)
            _check_letters(equation, text)
            return equation
    message = f"expected an equation such as abc,cd->abd, ...x,xy->...y or abx...,xy->aby..., received {text}"
    raise ShapeError(message, "name each axis by a letter, the batch axis first")


def _check_letters(equation: _Equation, text: str) -> None:
    for part in (equation.input, equation.kernel, equation.output):
        if len(set(part)) != len(part):
            raise ShapeError(f"expected each letter once in {part}, received {text}", "use other letters")
    for letter in equation.output:
        if letter not in equation.input + equation.kernel:
            message = f"expected axis {letter!r} of the output in the input or the kernel, received {text}"
            raise ShapeError(message, "name it in one of the two")
    for letter in equation.kernel:
        if letter not in equation.input + equation.output:
            message = f"expected axis {letter!r} of the kernel in the input or the output, received {text}"
            raise ShapeError(message, "name it in one of the two")


def _sizes(call: Call, equation: _Equation) -> tuple[dict[str, int | None], Shape]:
    """Return the size of each letter's axis and the output shape with the batch axis."""
    full: Shape = (None, *call.input)
    elided = len(full) - len(equation.input)
    if elided < 0 or (elided and not (equation.left or equation.right)):
        letters = ", ".join(equation.input[1:])
        message = (
            f"expected {len(equation.input)}-D input (batch, {letters}), received {format_batch(call.input)}"
        )
        raise RankError(message, "make the equation fit the input, or write `...`", len(equation.input) - 1)
    offset = elided if equation.left else 0
    sizes = dict(zip(equation.input, full[offset:], strict=False))
    output: list[int | None] = [None, *_declared(call)]
    if equation.left:
        # In reverse, as Keras declares it; the values come in the right order.
        output[1:1] = reversed(full[1:elided])
    elif elided:
        output += full[len(full) - elided :]
    named = output[offset : offset + len(equation.output)]
    if len(output) != elided + len(equation.output):
        message = f"expected an `output_shape` for each axis of {equation.output} but the batch, received "
        raise ShapeError(message + format_shape(_declared(call)), "leave the batch axis and `...` out of it")
    for letter, size in zip(equation.output, named, strict=True):
        if letter in sizes and size is not None and size != sizes[letter]:
            message = (
                f"expected {sizes[letter] or '?'} for axis {letter!r} in `output_shape`, received {size}"
            )
            raise ShapeError(message, "write null for an axis that the input decides")
        if letter in equation.kernel or letter not in sizes:
            sizes[letter] = size
    return sizes, tuple(output[1:])


def _declared(call: Call) -> Shape:
    value = call.arguments["output_shape"]
    return tuple(per_axis(value, 1))


def _fixed(letters: Sequence[str], sizes: dict[str, int | None], call: Call, what: str) -> tuple[int, ...]:
    shape = []
    for letter in letters:
        size = sizes[letter]
        if size is None:
            message = f"expected a fixed size for axis {letter!r} of the {what}, received "
            raise ShapeError(message + format_batch(call.input), "write its size in `output_shape`")
        shape.append(size)
    return tuple(shape)


def _bias(call: Call, equation: _Equation, sizes: dict[str, int | None], output: Shape) -> tuple[Weight, ...]:
    axes = call.arguments["bias_axes"]
    if axes is None:
        return ()
    missing = [letter for letter in axes if letter not in equation.output]
    if missing or not axes:
        message = f"expected `bias_axes` among {equation.output}, received {axes!r}"
        raise ShapeError(message, "name axes of the output")
    offset = len(output) + 1 - len(equation.output) if equation.left else 0
    declared = dict(zip(equation.output, (None, *output)[offset:], strict=False))
    first = min(equation.output.index(letter) for letter in axes)
    shape = [
        _fixed(letter, {letter: declared[letter]}, call, "bias")[0] if letter in axes else 1
        for letter in equation.output[first:]
    ]
    if equation.right:
        shape += [1] * (len(output) + 1 - len(equation.output))
    return (Weight("bias", tuple(shape)),)


def _einsum(call: Call) -> Outcome:
    equation = _parse(call)
    sizes, output = _sizes(call, equation)
    kernel = Weight("kernel", _fixed(equation.kernel, sizes, call, "kernel"))
    bias = _bias(call, equation, sizes, output)
    real = dict(zip(equation.input, (None, *call.input)[-len(equation.input) :], strict=True))
    if not equation.left:
        real = dict(zip(equation.input, (None, *call.input), strict=False))
    letters = dict.fromkeys(equation.input[0 if equation.left else 1 :] + equation.kernel)
    every = [real.get(letter) or sizes[letter] for letter in letters]
    elided = len(call.input) + 1 - len(equation.input)
    every += call.input[: elided - 1] if equation.left else call.input[len(call.input) - elided :]
    sentence = (
        f"Multiplies the input by a kernel of {by(kernel.shape)} as {call.arguments['equation']} says"
        f"{', and adds a bias of ' + by(bias[0].shape) if bias else ''}: "
        f"{parameters((kernel, *bias))}.{then(call)}"
    )
    return Outcome(output, with_lora(call, kernel, bias), times(2, product(every)), sentence=sentence)


RULES: dict[str, LayerRule] = {"EinsumDense": _einsum}
