"""Dense layers: every output weighs every input of the last axis."""

from __future__ import annotations

from kerasrun.analysis.layer.function import then
from kerasrun.analysis.layer.lora import with_lora
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, RankError, Weight
from kerasrun.analysis.layer.shape import by, count, parameters, product, require_size, times


def _dense(call: Call) -> Outcome:
    shape, arguments = call.input, call.arguments
    if not shape:
        message = "expected input (batch, ..., features), received (batch)"
        raise RankError(message, "give the data a feature axis", 1)
    features, units = require_size(shape[-1], "features", shape), int(arguments["units"])
    kernel = Weight("kernel", (features, units))
    bias = (Weight("bias", (units,)),) if arguments["use_bias"] else ()
    weights = with_lora(call, kernel, bias)
    inner = f"({features:,} + 1)" if bias else f"{features:,}"
    places = f", the same at each of {by(shape[:-1])} places" if len(shape) > 1 else ""
    sentence = (
        f"{count(units, 'unit')}, each a weighted sum of {count(features, 'input')}"
        f"{' and a bias' if bias else ''}{places}: "
        f"{units:,} x {inner} = {parameters((kernel, *bias))}.{then(call)}"
    )
    flops = times(2 * features * units, product(shape[:-1]))
    return Outcome((*shape[:-1], units), weights, flops, sentence=sentence)


RULES: dict[str, LayerRule] = {"Dense": _dense}
