"""Arguments of objects that Keras 1 and 2 had, and values that have a new name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from kerasrun.catalogue.catalogue import Entry, entry
from kerasrun.catalogue.legacy.flow import flow
from kerasrun.catalogue.legacy.shape import batch_shape_hint, input_shape_hint
from kerasrun.errors import Fix, Hint

if TYPE_CHECKING:
    from kerasrun.catalogue.rule import Kind

Arguments = Mapping[str, Any]
Special = Callable[[Entry, Any, Arguments], str]

# The new name is the first that the object really has: `init` is `embeddings_initializer` on Embedding.
_RENAMED: Final[dict[Kind, dict[str, tuple[str, ...]]]] = {
    "layer": {
        "output_dim": ("units",),
        "nb_filter": ("filters",),
        "filter_length": ("kernel_size",),
        "border_mode": ("padding",),
        "subsample": ("strides",),
        "subsample_length": ("strides",),
        "stride": ("strides",),
        "pool_length": ("pool_size",),
        "atrous_rate": ("dilation_rate",),
        "length": ("size",),
        "init": (
            "kernel_initializer",
            "embeddings_initializer",
            "alpha_initializer",
            "depthwise_initializer",
        ),
        "inner_init": ("recurrent_initializer",),
        "beta_init": ("beta_initializer",),
        "gamma_init": ("gamma_initializer",),
        "inner_activation": ("recurrent_activation",),
        "W_regularizer": ("kernel_regularizer", "embeddings_regularizer"),
        "U_regularizer": ("recurrent_regularizer",),
        "b_regularizer": ("bias_regularizer",),
        "W_constraint": ("kernel_constraint", "embeddings_constraint"),
        "U_constraint": ("recurrent_constraint",),
        "b_constraint": ("bias_constraint",),
        "bias": ("use_bias",),
        "p": ("rate",),
        "sigma": ("stddev",),
        "dropout_W": ("dropout",),
        "dropout_U": ("recurrent_dropout",),
        "alpha": ("negative_slope",),
        "theta": ("threshold",),
    },
    "optimizer": {"lr": ("learning_rate",)},
    "schedule": {"lr": ("initial_learning_rate",), "learning_rate": ("initial_learning_rate",)},
    "callback": {"epsilon": ("min_delta",)},
    "regularizer": {"l": ("l2", "l1")},
    "constraint": {"m": ("max_value",)},
}

_GONE: Final[dict[Kind, dict[str, str]]] = {
    "layer": {
        "consume_less": "Keras chooses the implementation itself",
        "implementation": "Keras chooses the implementation itself",
        "fused": "Keras chooses the implementation itself",
        "virtual_batch_size": "Keras has none any more",
        "mode": "Keras has one mode",
        "time_major": "the order is always rows, steps, features",
        "output_shape": "Keras computes it",
        "rms_scaling": "use the RMSNormalization layer",
        "weights": "choose an initializer",
    },
    "optimizer": {
        "schedule_decay": "Keras has none any more",
        "is_legacy_optimizer": "Keras has one kind of optimizer",
    },
    "callback": {
        "write_grads": "TensorBoard does not draw gradients any more",
        "batch_size": "Keras knows it from `fit`",
        "embeddings_layer_names": "every Embedding layer is written",
        "embeddings_data": "every Embedding layer is written",
        "load_weights_on_restart": "a run starts from its spec",
        "save_format": "the format is always .keras",
        "options": "the format is always .keras",
    },
}

_VALUES: Final[dict[str, dict[str, str]]] = {
    "monitor": {"acc": "accuracy", "val_acc": "val_accuracy"},
    "reduction": {"auto": "sum_over_batch_size"},
    "output_mode": {"binary": "multi_hot", "tf-idf": "tf_idf"},
}

_ORDERINGS: Final = {"tf": "channels_last", "th": "channels_first"}
_SEQUENCE_LAYERS: Final = {"Conv1D", "GRU", "LSTM", "SimpleRNN"}
_ROWS_COLUMNS: Final = ("nb_row", "nb_col")
_DIMENSIONS: Final = ("kernel_dim1", "kernel_dim2", "kernel_dim3")


def legacy_argument(
    kind: Kind, name: str, argument: str, value: Any, arguments: Arguments | None = None
) -> str | None:
    """Return what to write instead of `argument: value` on the object `name`, or None where nothing is known.

    Args:
        kind: kind of the object.
        name: its name or alias in the installed Keras.
        argument: the argument as written; one that Keras still has is old by its value (`monitor: acc`).
        value: its value as written.
        arguments: everything written for the object, for lines that need more than one old argument.
    """
    found = entry(kind, name)
    if found is None:
        return None
    if found.argument(argument):
        return _renamed_value(argument, value)
    special = _SPECIAL.get(kind, {}).get(argument)
    if special is not None:
        hint = special(found, value, arguments or {})
        # Of an object that never had the argument, the line is no more than a guess.
        return str(hint) if isinstance(hint, Hint) and not found.argument(hint.fix.new) else hint
    for new in _RENAMED.get(kind, {}).get(argument, ()):
        if found.argument(new):
            return Hint(f"write `{new}: {flow(value)}`", Fix(argument, new))
    reason = _GONE.get(kind, {}).get(argument)
    return f"leave it out: {reason}" if reason else None


def _renamed_value(argument: str, value: Any) -> str | None:
    new = _VALUES.get(argument, {}).get(value) if isinstance(value, str) else None
    return f"write `{argument}: {new}`" if new else None


def _decay(found: Entry, value: Any, arguments: Arguments) -> str:
    """Return the schedule that Keras 2 applied for `decay`: rate / (1 + decay * steps)."""
    default = found.argument("learning_rate")
    rate = arguments.get("learning_rate", arguments.get("lr", default.default if default else 0.001))
    if value in (0, None) or isinstance(rate, str | Mapping):
        return "leave it out: Keras has no `decay` any more; a schedule stands in `learning_rate`"
    schedule = f"initial_learning_rate: {flow(rate)}, decay_steps: 1, decay_rate: {flow(value)}"
    return f"write `learning_rate: {{InverseTimeDecay: {{{schedule}}}}}`"


def _kernel_size(argument: str, names: tuple[str, ...]) -> Special:
    def hint(found: Entry, value: Any, arguments: Arguments) -> str:
        sizes = f"[{', '.join(flow(arguments.get(name, value)) for name in names)}]"
        text = f"write `kernel_size: {sizes}`"
        if argument == names[0] and all(name in arguments for name in names):
            return Hint(text, Fix(argument, "kernel_size", Fix(value, sizes), names[1:]))
        return text

    return hint


def _input_dim(found: Entry, value: Any, arguments: Arguments) -> str:
    if "input_length" in arguments:
        return input_shape_hint([arguments["input_length"], value])
    if found.name in _SEQUENCE_LAYERS:
        return f"write `input_shape: [steps, {flow(value)}]` under `model`, with the number of steps"
    return input_shape_hint([value])


def _input_length(found: Entry, value: Any, arguments: Arguments) -> str:
    if found.name == "Embedding":
        return input_shape_hint([value])
    return input_shape_hint([value, arguments.get("input_dim", "features")])


def _keep_share(found: Entry, value: Any, arguments: Arguments) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "write `rate: ...`, the share that is dropped"
    rate = flow(round(1 - value, 12))
    return Hint(
        f"write `rate: {rate}`, the share that is dropped", Fix("keep_prob", "rate", Fix(value, rate))
    )


def _data_format(found: Entry, value: Any, arguments: Arguments) -> str:
    known = isinstance(value, str) and value in (*_ORDERINGS, *_ORDERINGS.values())
    ordering = _ORDERINGS.get(value, value) if known else "channels_last"
    hint = f"write `data_format: {ordering}`"
    return Hint(hint, Fix("dim_ordering", "data_format", Fix(value, ordering))) if known else hint


def _forget_bias(found: Entry, value: Any, arguments: Arguments) -> str:
    word = flow(value in ("one", "ones", 1))
    hint = f"write `unit_forget_bias: {word}`"
    known = value in ("one", "ones", 1, "zero", "zeros", 0)
    return Hint(hint, Fix("forget_bias_init", "unit_forget_bias", Fix(value, word))) if known else hint


def _dropout(found: Entry, value: Any, arguments: Arguments) -> str:
    layer = "SpatialDropout1D" if found.name == "Embedding" else "Dropout"
    return f"write the layer `{layer}: {flow(value)}` after it"


_SPECIAL: Final[dict[Kind, dict[str, Special]]] = {
    "layer": {
        **{name: _kernel_size(name, names) for names in (_ROWS_COLUMNS, _DIMENSIONS) for name in names},
        **dict.fromkeys(
            ("batch_input_shape", "batch_shape"), lambda found, value, _: batch_shape_hint(value)
        ),
        **dict.fromkeys(("input_shape", "shape"), lambda found, value, _: input_shape_hint(value)),
        "input_dim": _input_dim,
        "input_length": _input_length,
        "input_dtype": lambda found, value, _: f"write `dtype: {flow(value)}` under `model`, beside `layers`",
        "batch_size": lambda found, value, _: (
            f"write `batch_size: {flow(value)}` under `model`, beside `layers`"
        ),
        "keep_prob": _keep_share,
        "dim_ordering": _data_format,
        "forget_bias_init": _forget_bias,
        "dropout": _dropout,
    },
    "optimizer": {
        "decay": _decay,
        "jit_compile": lambda found, value, _: f"write `jit: {flow(value)}` under `runtime`",
    },
    "callback": {
        "period": lambda found, value, _: "write `save_freq: epoch`, or a number of batches",
    },
}
