"""Layers around layers: both directions of a sequence, each step by itself, spectral norm, a pipeline."""

from __future__ import annotations

from kerasrun.analysis.layer.family import FAMILIES, RECURRENT
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, RankError, ShapeError, Weight
from kerasrun.analysis.layer.shape import add, count, format_batch, format_shape, parameters, times
from kerasrun.spec.object import ObjectSpec

_WITH_KERNEL = (
    *(
        name
        for family in ("convolution", "dense", "einsum", "embedding", "transposed")
        for name in FAMILIES[family]
    ),
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "SpectralNormalization",
)
_SHARED = ("return_sequences", "stateful")


def _bidirectional(call: Call) -> Outcome:
    layer, other = call.arguments["layer"], call.arguments["backward_layer"]
    for inner in (layer, other or layer):
        if inner.keras_name not in RECURRENT:
            message = f"expected a recurrent layer, received {inner.name}"
            raise ShapeError(message, "use LSTM, GRU, SimpleRNN, RNN or a ConvLSTM")
    _check_directions(layer, other)
    forward = call.inner(layer, call.input)
    backward = call.inner(other, call.input) if other else forward
    if forward.shape != backward.shape:
        message = f"expected the same shape both ways, received {format_shape(forward.shape)} and "
        raise ShapeError(message + format_shape(backward.shape), "give both layers the same units")
    weights = tuple(
        weight._replace(name=f"{way}_{weight.name}")
        for way, outcome in (("forward", forward), ("backward", backward))
        for weight in outcome.weights
    )
    merge = call.arguments["merge_mode"]
    shape, last = forward.shape, forward.shape[-1]
    if merge == "concat":
        shape = (*shape[:-1], None if last is None else 2 * last)
    how = {"concat": "side by side", "sum": "added", "mul": "multiplied", "ave": "averaged"}[merge]
    sentence = (
        f"Reads the sequence both ways, results {how}: {parameters(weights)}. Each way: {forward.sentence}"
    )
    flops, kept = add(forward.flops, backward.flops), add(forward.kept, backward.kept)
    return Outcome(shape, weights, flops, sentence=sentence, kept=kept)


def _check_directions(layer: ObjectSpec, other: ObjectSpec | None) -> None:
    """Check that one layer reads forwards and one backwards, and that they agree on what they give."""
    first = layer.filled_arguments()
    second = other.filled_arguments() if other else {**first, "go_backwards": True}
    if first["go_backwards"] == second["go_backwards"]:
        message = "expected one layer each way, received `go_backwards` the same in both"
        raise ShapeError(message, "leave `go_backwards` out of `layer`, and set it in `backward_layer`")
    for argument in _SHARED:
        if first[argument] != second[argument]:
            message = f"expected the same `{argument}` in both layers, received {first[argument]} and "
            raise ShapeError(f"{message}{second[argument]}".lower(), f"set `{argument}` in both")


def _time_distributed(call: Call) -> Outcome:
    if len(call.input) < 2:
        message = f"expected input (batch, steps, ...), received {format_batch(call.input)}"
        raise RankError(
            message, "it applies its layer to each step: give the data a step axis, or drop it", 2
        )
    steps = call.input[0]
    step = call.inner(call.arguments["layer"], call.input[1:])
    flops = None if step.flops is None else times(step.flops, steps)
    every = "every step" if steps is None else f"each of {count(steps, 'step')}"
    sentence = f"Applies {call.arguments['layer'].name} to {every} with the same weights. {step.sentence}"
    kept = None if step.kept is None else times(step.kept, steps)
    return step._replace(shape=(steps, *step.shape), flops=flops, sentence=sentence, kept=kept)


def _spectral(call: Call) -> Outcome:
    layer = call.arguments["layer"]
    inner = call.inner(layer, call.input)
    if layer.keras_name not in _WITH_KERNEL:
        message = f"expected a layer with a kernel, received {layer.name}"
        raise ShapeError(
            message, "use Dense, EinsumDense, Embedding, a convolution or a depthwise convolution"
        )
    kernel, rest = inner.weights[0], inner.weights[1:]
    vector = Weight("vector_u", (1, kernel.shape[-1]), trainable=False)
    # Keras holds the kernel itself, unless LoRA makes it a sum that is computed anew each time.
    lora = layer.filled_arguments().get("lora_rank")
    weights = (vector, kernel, *rest) if lora else (kernel, vector, *rest)
    sentence = (
        f"{inner.sentence} While training, divides the kernel by its largest stretch, "
        f"tracked in {count(vector.size, 'number')} that are not trained."
    )
    return inner._replace(weights=weights, dtype=call.input_dtype, sentence=sentence)


def _pipeline(call: Call) -> Outcome:
    outcome = Outcome(call.input, dtype=call.input_dtype)
    weights: list[Weight] = []
    flops: int | None = 0
    kept: int | None = 0
    sentences = []
    for layer in call.arguments["layers"]:
        outcome = call.inner(layer, outcome.shape, outcome.dtype)
        weights += outcome.weights
        flops = add(flops, outcome.flops)
        kept = add(kept, outcome.activations)
        sentences.append(outcome.sentence)
    return outcome._replace(weights=tuple(weights), flops=flops, sentence=" ".join(sentences), kept=kept)


RULES: dict[str, LayerRule] = {
    "Bidirectional": _bidirectional,
    "TimeDistributed": _time_distributed,
    "SpectralNormalization": _spectral,
    "Pipeline": _pipeline,
}
