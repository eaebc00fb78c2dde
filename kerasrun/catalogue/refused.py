"""Public Keras names that a spec must not reach, each with the reason and what to write instead.

`spec/` asks `refused` before it looks an entry up. Nothing here is imported from Keras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kerasrun.catalogue.raw import aliases

if TYPE_CHECKING:
    from kerasrun.catalogue.rule import Kind

_CODE: Final = "it runs code that a spec cannot hold"
_BASE: Final = "it is a base class that does nothing by itself: name one of its subclasses"
_SEVERAL: Final = "it needs several inputs and a Sequential model has one"
_FORMULA: Final = 'write `{formula: "mean(y_pred)", name: mean_pred}`'
_SCIPY: Final = "it needs SciPy, which kerasrun does not install"

_LAYERS = {
    **dict.fromkeys(("Layer", "Wrapper"), _BASE),
    "Lambda": f"{_CODE}: use the layer that does the same, such as Rescaling, Reshape, Permute or Activation",
    "TFSMLayer": f"{_CODE}, from a file: build the layers in the spec",
    **dict.fromkeys(
        ("TorchModuleWrapper", "FlaxLayer", "JaxLayer"), f"{_CODE}: use the Keras layers it is made of"
    ),
    "InputLayer": "the input stands beside the layers: write `model.input_shape`",
    **dict.fromkeys(
        ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"),
        f"{_SEVERAL}: leave it out",
    ),
    **dict.fromkeys(
        ("AdditiveAttention", "Attention", "GroupQueryAttention", "MultiHeadAttention"),
        f"{_SEVERAL}: use an LSTM, a GRU or a Conv1D for sequences",
    ),
    "Equalization": "this Keras cannot put it into a Sequential model: use AutoContrast",
    "HashedCrossing": f"{_SEVERAL}: cross the columns in the data and use Hashing",
    **dict.fromkeys(
        ("CutMix", "MixUp"),
        "it mixes images with their labels, and a layer of a Sequential model sees none: use RandAugment",
    ),
    "MaxNumBoundingBoxes": "it works on bounding boxes, which a Sequential model does not take: leave it out",
    "STFTSpectrogram": f"{_SCIPY}: use MelSpectrogram",
}

_OPTIMIZERS = {
    "Optimizer": _BASE,
    "MultiOptimizer": "it takes a map from layer objects to optimizers: choose one optimizer",
}

_METRICS = {
    "Metric": _BASE,
    "MeanMetricWrapper": f"{_CODE}: {_FORMULA}",
    **dict.fromkeys(("Mean", "Sum"), f"it takes one value, not labels and predictions: {_FORMULA}"),
}

_CALLBACKS = {
    "Callback": _BASE,
    "LambdaCallback": f"{_CODE}: use the callback that does the same, such as EarlyStopping",
    "LearningRateScheduler": f"{_CODE}: give the optimizer a schedule, "
    "`learning_rate: {ExponentialDecay: {initial_learning_rate: 0.01, decay_steps: 100, decay_rate: 0.96}}`",
    "RemoteMonitor": "it sends the scores over the network: read history.jsonl in the run directory",
    "BackupAndRestore": "the run directory keeps what a run needs to go on: leave it out",
    "OrbaxCheckpoint": "it needs the package orbax and a folder of its own: write `ModelCheckpoint`",
    "CallbackList": "`fit.callbacks` is that list: name the callbacks in it",
    "History": "every run writes history.jsonl: leave it out",
    "ProgbarLogger": "the display does that: leave it out",
}

_CELLS: Final = ("GRUCell", "LSTMCell", "SimpleRNNCell")

_REFUSED: dict[Kind, dict[str, str]] = {
    "layer": _LAYERS,
    "optimizer": _OPTIMIZERS,
    "schedule": {"LearningRateSchedule": _BASE},
    "loss": {"Loss": _BASE},
    "metric": _METRICS,
    "callback": _CALLBACKS,
    "initializer": {"Initializer": _BASE, "STFT": f"{_SCIPY}: use GlorotUniform"},
    "regularizer": {"Regularizer": _BASE},
    "constraint": {"Constraint": _BASE},
    "activation": {"threshold": "it needs two numbers that a name cannot carry: use the ReLU layer"},
}


_STEP: Final = "it is one step of a recurrent layer"

_INSIDE: Final = {
    **{name: f"{_STEP}: write `{name[:-4]}`, or `RNN: {{cell: {name}}}`" for name in _CELLS},
    "StackedRNNCells": f"{_STEP}: write `RNN: {{cell: [...]}}`",
}


def refused(kind: Kind, name: str) -> str | None:
    """Return why a spec must not use the object called `name` and what to write instead, or None.

    An alias is refused with its entry: `metrics: [mean]` as `metrics: [Mean]`.
    """
    return _REFUSED[kind].get(aliases(kind).get(name, name))


def refused_in_stack(name: str) -> str | None:
    """Return why the layer `name` can stand inside another layer only, and what to write instead, or None."""
    return _INSIDE.get(name)
