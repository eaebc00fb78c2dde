"""Mutators of data, optimizer, metrics and callbacks: mistakes in how the model is trained and watched."""

from __future__ import annotations

from typing import Any

from tests.analysis.lint.corpus.change import Change, expect, mutator
from tests.analysis.lint.corpus.draft import RECURRENT, WEIGHTED, Draft, arguments, name

OPTIMIZERS = {"adam": "Adam", "adamax": "Adamax", "nadam": "Nadam", "rmsprop": "RMSprop", "sgd": "SGD"}
OPTIMIZER, METRICS, CALLBACKS = "compile.optimizer", "compile.metrics", "fit.callbacks"
PIXEL_SCALE = 0.00392156862745098


def _optimizer(draft: Draft) -> tuple[str, dict[str, Any]] | None:
    """Return the optimizer's class and its arguments, written out so that they can be changed."""
    written = draft.data.get("compile", {}).get("optimizer")
    if written is None:
        return None
    if isinstance(written, str):
        written = draft.compiled["optimizer"] = {OPTIMIZERS[written]: {}}
    return name(written), arguments(written)


def _schedule(draft: Draft) -> dict[str, Any] | None:
    """Return the arguments of the learning rate's schedule where data tells how many steps there are."""
    found = _optimizer(draft)
    rate = found[1].get("learning_rate") if found else None
    return arguments(rate) if isinstance(rate, dict) and draft.facts else None


def _watching(draft: Draft, monitor: str) -> dict[str, Any] | None:
    """Return the arguments of the callback that watches `monitor`."""
    for callback in draft.data.get("fit", {}).get("callbacks", []):
        if arguments(callback).get("monitor") == monitor:
            return arguments(callback)
    return None


def _is_normalized(draft: Draft, index: int) -> bool:
    """Say whether a batch normalization follows: the size of the input no longer matters then."""
    return [name(layer) for layer in draft.layers[index + 1 : index + 2]] == ["BatchNormalization"]


@mutator
def rate_of_ten(draft: Draft) -> Change | None:
    found = _optimizer(draft)
    if found is None or found[0] == "Adadelta" or len(draft.indices(*WEIGHTED, *RECURRENT)) == 1:
        # The rate of Adadelta is no step size, and a single layer can stand long steps.
        return None
    found[1]["learning_rate"] = 10.0
    return expect("KR336 KR337", OPTIMIZER, also="KR336 KR337")


@mutator
def rate_of_nothing(draft: Draft) -> Change | None:
    found = _optimizer(draft)
    if found is None:
        return None
    found[1]["learning_rate"] = 1e-10
    return expect("KR336", OPTIMIZER)


@mutator
def schedule_and_plateau(draft: Draft) -> Change | None:
    if _schedule(draft) is None or "validation" not in str(draft.data["data"]):
        return None
    draft.callbacks.append({"ReduceLROnPlateau": {"monitor": "val_loss", "patience": 3}})
    return expect("KR338", OPTIMIZER, CALLBACKS)


@mutator
def decay_never(draft: Draft) -> Change | None:
    schedule = _schedule(draft)
    if schedule is None or "decay_steps" not in schedule:
        return None
    schedule["decay_steps"] *= 1000
    return expect("KR339", OPTIMIZER)


@mutator
def monitor_misspelt(draft: Draft) -> Change | None:
    callback = _watching(draft, "val_loss")
    if callback is None:
        return None
    callback["monitor"] = "val_los"
    return expect("KR203", CALLBACKS)


@mutator
def monitor_without_validation(draft: Draft) -> Change | None:
    if _watching(draft, "val_loss") is None or "validation" not in draft.data.get("data", {}):
        return None
    del draft.data["data"]["validation"]
    return expect("KR203", CALLBACKS)


@mutator
def mode_wrong(draft: Draft) -> Change | None:
    for monitor, mode in (("val_loss", "max"), ("val_accuracy", "min")):
        callback = _watching(draft, monitor)
        if callback is not None:
            callback["mode"] = mode
            return expect("KR341", CALLBACKS)
    return None


@mutator
def patience_without_end(draft: Draft) -> Change | None:
    callback = _watching(draft, "val_loss")
    if callback is None:
        return None
    callback["patience"] = 10 * draft.fit["epochs"]
    # A callback that never stops may still be there to bring the best weights back.
    callback.pop("restore_best_weights", None)
    return expect("KR343", CALLBACKS)


@mutator
def weights_incomplete(draft: Draft) -> Change | None:
    if not draft.facts or draft.facts.label_form not in ("binary", "classes"):
        return None
    draft.fit["class_weight"] = {0: 1.0}
    return expect("KR348", "fit.class_weight")


@mutator
def batch_too_large(draft: Draft) -> Change | None:
    if not draft.facts or "batch_size" in draft.data["model"] or draft.facts.rows["train"] > 8000:
        # A batch of the large sets does not fit into memory.
        return None
    if draft.fit.get("epochs", 1) >= 100:
        # All rows in each of many steps may be meant.
        return None
    draft.fit["batch_size"] = 4 * draft.facts.rows["train"]
    return expect("KR355", "fit.batch_size", also="KR339")


@mutator
def normalized_one_by_one(draft: Draft) -> Change | None:
    # After a convolution every position of the picture counts, and one picture may be enough.
    found = [
        index
        for index in draft.indices("BatchNormalization")
        if index and name(draft.layers[index - 1]) == "Dense"
    ]
    if not found or not draft.loss:
        return None
    draft.fit["batch_size"] = 1
    places = (f"layer {index}" for index in found)
    return expect("KR331", "fit.batch_size", *places, also="KR339")


@mutator
def all_frozen(draft: Draft) -> Change | None:
    known = (*WEIGHTED, "Flatten", "Dropout", "Rescaling", "Reshape", "MaxPooling2D", "Embedding",
             "GlobalAveragePooling1D", "GlobalAveragePooling2D", "LSTM", "GRU")  # fmt: skip
    if not draft.loss or len(draft.indices(*known)) != len(draft.layers):
        return None
    found = draft.indices(*WEIGHTED, "Embedding", "LSTM", "GRU")
    for index in found:
        arguments(draft.layers[index])["trainable"] = False
    return expect("KR357", "model", "layers", *(f"layer {index}" for index in found))


@mutator
def half_precision(draft: Draft) -> Change | None:
    if "runtime" in draft.data or not draft.loss or draft.ends_in not in ("sigmoid", "softmax"):
        return None
    if draft.indices("CategoryEncoding"):
        # It refuses half precision.
        return None
    draft.data["runtime"] = {"precision": "mixed_float16"}
    return expect("KR358", draft.end, "runtime")


@mutator
def raw_pixels(draft: Draft) -> Change | None:
    found, weighted = draft.indices("Rescaling"), draft.indices(*WEIGHTED)
    is_bytes = draft.facts is not None and draft.facts.value_range == (0, 255)
    if not found or not is_bytes or not weighted or _is_normalized(draft, weighted[0]):
        return None
    del draft.layers[found[0]]
    return expect("KR334", "data", "layers", *(f"layer {index}" for index in range(weighted[0])))


@mutator
def scaled_twice(draft: Draft) -> Change | None:
    found, weighted = draft.indices("Rescaling"), draft.indices(*WEIGHTED)
    if not found or draft.layers[found[0]] != {"Rescaling": {"scale": PIXEL_SCALE}}:
        return None
    if weighted and _is_normalized(draft, weighted[0]):
        return None
    draft.layers.insert(found[0], {"Rescaling": {"scale": PIXEL_SCALE}})
    return expect("KR335", *(f"layer {index}" for index in draft.indices("Rescaling")))


@mutator
def metric_of_logits(draft: Draft) -> Change | None:
    if not draft.from_logits or draft.loss != "binarycrossentropy":
        return None
    draft.compiled["metrics"] = ["AUC"]
    return expect("KR363", METRICS)


@mutator
def precision_of_classes(draft: Draft) -> Change | None:
    several = name(draft.layers[-1]) == "Dense" and draft.last["units"] > 2
    if draft.ends_in != "softmax" or not several or not draft.loss.startswith("sparse"):
        # Rows of zeros and ones have the shape that these metrics want.
        return None
    draft.compiled["metrics"] = ["Precision"]
    draft.data.get("fit", {}).pop("callbacks", None)
    return expect("KR364", METRICS)


@mutator
def regularization_swamps(draft: Draft) -> Change | None:
    found = draft.indices(*WEIGHTED)
    if not found or not draft.loss:
        return None
    arguments(draft.layers[found[0]])["kernel_regularizer"] = {"L2": 100.0}
    return expect("KR365", f"layer {found[0]}")
