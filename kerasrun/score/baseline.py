"""What a model that has learned nothing would score: the measure that the scores of a real one are read by.

In: the compiled model and splits, of which the training targets alone are learned from. Out: for each split
the loss and the metrics that have a best constant answer. Keras's own objects score the answer, so that
a baseline is comparable with the score beside it. Called by training and evaluation.

Each answer is the constant c that is best on the training targets y (Gneiting, "Making and Evaluating Point
Forecasts", 2011, section 3):

- mean(y), for squares (y - c)^2 and logarithms -y log c; for classes it is the frequency of each class.
- median(y), for |y - c|.
- the most frequent class, for accuracies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import keras
import numpy as np

from kerasrun.data.examples import Array, ArrayExamples
from kerasrun.training.number import flatten_scores

Answer = Literal["mean", "median", "class", "classes"]

ANSWERS: Mapping[str, Answer] = {
    "meansquarederror": "mean",
    "rootmeansquarederror": "mean",
    "r2score": "mean",
    "poisson": "mean",
    "binarycrossentropy": "mean",
    "categoricalcrossentropy": "mean",
    "sparsecategoricalcrossentropy": "mean",
    "topkcategoricalaccuracy": "mean",
    "sparsetopkcategoricalaccuracy": "mean",
    "meanabsoluteerror": "median",
    "categoricalaccuracy": "class",
    "sparsecategoricalaccuracy": "class",
    "binaryaccuracy": "classes",
}
"""The best constant answer by the loss or metric, in small letters without underscores; the others have none
that is simple, or none at all. `class` is one for all outputs, `classes` 0 or 1 for each of them."""

MOST_KEPT = 1000
"""Most numbers of constants that a run keeps."""

LARGEST = 2**22
"""Most numbers of constant answers that are scored at once."""

MEANS = ("sum_over_batch_size", "mean", "mean_with_sample_weight")
"""Reductions of a loss that do not depend on the size of the batches."""

Scores = dict[str, dict[str, float]]


class Constants(NamedTuple):
    """What is known of the training targets; each array has the shape of one row of the model's outputs."""

    mean: Array
    median: Array
    """Only right where the targets are values: class ids have none."""
    fractions: bool
    """Whether all targets are from 0 to 1, so that they can be classes."""
    ids: bool
    """Whether the targets are class ids, which only the sparse losses and metrics compare with outputs."""

    def as_json(self) -> dict[str, Any] | None:
        """Return what `parse_constants` reads; None where that is too much to keep."""
        if self.mean.size > MOST_KEPT:
            return None
        return {**self._asdict(), "mean": self.mean.tolist(), "median": self.median.tolist()}


def parse_constants(value: Any) -> Constants | None:
    """Return the constants that `as_json` gave `value` for; None where it is none."""
    if not isinstance(value, Mapping) or value.keys() != set(Constants._fields):
        return None
    arrays = {name: np.asarray(value[name]) for name in ("mean", "median")}
    return Constants(**arrays, fractions=bool(value["fractions"]), ids=bool(value["ids"]))


def score_baselines(
    model: keras.Sequential, splits: Mapping[str, ArrayExamples], constants: Constants | None
) -> Scores:
    """Return the scores of the best constant answers, by split and by the name of the loss or metric.

    A penalty of a regulariser is no part of the loss here: a constant has no weights. Neither are class
    weights, as in every score.

    Args:
        model: built and compiled; its metrics are left as after `reset_metrics`.
        splits: by name, targets as the loss wants them.
        constants: see `learn_constants`; nothing is scored where there are none.
    """
    return {split: _score_split(model, examples, constants) for split, examples in splits.items()}


def learn_constants(train: ArrayExamples, model: keras.Sequential) -> Constants | None:
    """Return what the training targets say; None where their shape is not that of the model's outputs."""
    targets, output = train.targets, model.output_shape[1:]
    if _kind(_loss(model)).startswith("sparse"):
        targets = targets.reshape(len(targets), *(output[:-1] and targets.shape[1 : len(output)]))
        frequencies = _frequencies(targets, int(output[-1]))
        return Constants(frequencies, frequencies, fractions=True, ids=True)
    if targets.ndim != 1 + len(output) or targets.shape[-1] != output[-1]:
        return None
    fractions = bool(targets.min() >= 0 and targets.max() <= 1)
    needed = {ANSWERS.get(_kind(part)) for part in (_loss(model), *_metrics(model).values())}
    mean = targets.mean(axis=0, dtype="float64")
    # A median has to sort the targets.
    median = np.median(targets, axis=0) if "median" in needed else mean
    return Constants(mean, median, fractions, ids=False)


def _score_split(
    model: keras.Sequential, examples: ArrayExamples, constants: Constants | None
) -> dict[str, float]:
    if constants is None:
        return {}
    loss = _loss(model)
    parts = {"loss": _MeanLoss(loss)} if getattr(loss, "reduction", MEANS[0]) in MEANS else {}
    scores: dict[str, Any] = {}
    for name, part in {**parts, **_metrics(model)}.items():
        answer = _answer(part.loss if isinstance(part, _MeanLoss) else part, constants)
        if answer is not None:
            scores[name] = _score(part, examples.targets, answer)
    return flatten_scores(scores)


class _MeanLoss:
    """A loss as a metric: its mean over the rows of all batches, as `evaluate` has it."""

    def __init__(self, loss: Any) -> None:
        self.loss = loss
        self._mean = keras.metrics.Mean()
        self.reset_state, self.result = self._mean.reset_state, self._mean.result

    def update_state(self, targets: Any, answers: Any) -> None:
        self._mean.update_state(keras.ops.mean(self.loss(targets, answers)), len(targets))


def _score(part: Any, targets: Array, answer: Array) -> Any:
    """Return what the answer to every row scores, as a metric adds it up batch by batch."""
    part.reset_state()
    rows = max(1, LARGEST // max(1, answer.size))
    for first in range(0, len(targets), rows):
        batch = targets[first : first + rows]
        answers = np.broadcast_to(answer, (len(batch), *answer.shape))
        part.update_state(keras.ops.convert_to_tensor(batch), keras.ops.convert_to_tensor(answers))
    result = part.result()
    part.reset_state()
    return result


def _answer(part: Any, constants: Constants) -> Array | None:
    """Return what the loss or metric is best answered with, in the form that it takes."""
    kind, options = _kind(part), getattr(part, "_fn_kwargs", {})
    # A class that is left out of the score is not left out of the frequencies.
    answer = ANSWERS.get(kind) if options.get("ignore_class") is None else None
    if kind.startswith("sparse") is not constants.ids:
        return None
    mean = np.asarray(constants.mean, "float64")
    match answer:
        case None:
            return None
        case _ if kind.endswith("crossentropy") and not constants.fractions:
            return None
        case "median":
            found = np.asarray(constants.median)
        case "class" | "classes" if not constants.fractions:
            return None
        case "class":
            found = np.eye(mean.shape[-1])[mean.argmax(axis=-1)]
        case "classes":
            found = mean > 0.5
        case "mean":
            found = mean
            if options.get("from_logits"):
                found = _logits(mean, binary=kind.startswith("binary"))
    return found.astype(keras.config.floatx())


def _logits(mean: Array, *, binary: bool) -> Array:
    """Return what sigmoid, where `binary`, or softmax turns into the frequencies `mean`."""
    tiny = keras.config.epsilon()
    shares = np.clip(mean, tiny, 1 - tiny if binary else None)
    found: Array = np.log(shares) - np.log1p(-shares) if binary else np.log(shares)
    return found


def _frequencies(ids: Array, classes: int) -> Array:
    """Return the share of the rows (*steps, classes) for each class of ids (n, *steps)."""
    places = ids[0].size
    flat = ids.reshape(len(ids), places).astype("int64") + np.arange(places) * classes
    counts = np.bincount(flat.reshape(-1), minlength=places * classes)
    return (counts / len(ids)).reshape(*ids.shape[1:], classes)


def _loss(model: keras.Sequential) -> Any:
    return keras.losses.get(model.loss)


def _metrics(model: keras.Sequential) -> dict[str, Any]:
    """Return the metrics by name; not those of which two share one, which Keras numbers."""
    compiled = model._compile_metrics
    found = compiled.metrics if compiled is not None else []
    counts = Counter(metric.name for metric in found)
    return {metric.name: metric for metric in found if counts[metric.name] == 1}


def _kind(part: Any) -> str:
    """Return the name of a loss or metric of Keras as ANSWERS has it; empty for one of the user's own."""
    if type(part) is keras.metrics.MeanMetricWrapper:
        part = part._fn
    name = getattr(part, "__name__", type(part).__name__)
    module = getattr(part, "__module__", type(part).__module__) or ""
    return name.replace("_", "").lower() if module.split(".")[0] == "keras" else ""
