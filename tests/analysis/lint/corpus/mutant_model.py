"""Mutators of layers and loss: mistakes in what the model computes and in what it is compared with."""

from __future__ import annotations

from tests.analysis.lint.corpus.change import Change, expect, mutator
from tests.analysis.lint.corpus.draft import RECURRENT, WEIGHTED, Draft, arguments, name

LOSS_CLASSES = {
    "binarycrossentropy": "BinaryCrossentropy",
    "binaryfocalcrossentropy": "BinaryFocalCrossentropy",
    "categoricalcrossentropy": "CategoricalCrossentropy",
    "sparsecategoricalcrossentropy": "SparseCategoricalCrossentropy",
}
BINARY = ("binarycrossentropy", "binaryfocalcrossentropy")
CATEGORICAL = ("categoricalcrossentropy", "sparsecategoricalcrossentropy")
REGRESSION = ("mse", "mae", "huber", "msle", "meanabsoluteerror", "meansquarederror")
POOLING = ("Flatten", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D")
LOSS = "compile.loss"


def _is_classifier(draft: Draft) -> bool:
    return draft.loss in CATEGORICAL and draft.ends_in == "softmax" and not draft.from_logits


def _is_binary(draft: Draft) -> bool:
    one = name(draft.layers[-1]) == "Dense" and draft.last["units"] == 1
    return draft.loss in BINARY and one and draft.ends_in == "sigmoid"


def _is_linear(draft: Draft) -> bool:
    return name(draft.layers[-1]) == "Dense" and draft.ends_in == "linear"


def _set_end(draft: Draft, activation: str | None) -> bool:
    """Give the last layer another activation, if it has one; None takes it away."""
    if "activation" not in draft.last:
        return False
    if activation is None and name(draft.layers[-1]) == "Activation":
        draft.layers.pop()
    elif activation is None:
        del draft.last["activation"]
    else:
        draft.last["activation"] = activation
    return True


def _has_class_units(draft: Draft) -> bool:
    """Say whether the last layer is a Dense with one unit for each of three or more known classes."""
    classes = draft.facts.classes if draft.facts else None
    return name(draft.layers[-1]) == "Dense" and draft.last["units"] == classes and (classes or 0) > 2


@mutator
def softmax_missing(draft: Draft) -> Change | None:
    if not _is_classifier(draft) or not _set_end(draft, None):
        return None
    return expect("KR302", *draft.ends, LOSS, also="KR324 KR358")


@mutator
def sigmoid_missing(draft: Draft) -> Change | None:
    if draft.loss in BINARY and draft.ends_in == "sigmoid" and _set_end(draft, None):
        return expect("KR309", draft.end, LOSS, also="KR363 KR324")
    return None


@mutator
def logits_claimed(draft: Draft) -> Change | None:
    ends = {"softmax": CATEGORICAL, "sigmoid": BINARY}
    if draft.from_logits or draft.loss not in ends.get(draft.ends_in, ()):
        return None
    draft.compiled["loss"] = {LOSS_CLASSES[draft.loss]: {"from_logits": True}}
    return expect("KR301", draft.end, LOSS, also="KR363")


@mutator
def relu_end(draft: Draft) -> Change | None:
    if _is_classifier(draft) and _set_end(draft, "relu"):
        return expect("KR303", draft.end, LOSS)
    return None


@mutator
def sigmoid_end(draft: Draft) -> Change | None:
    if not _is_classifier(draft) or not _set_end(draft, "sigmoid"):
        return None
    return expect("KR305" if draft.loss.startswith("sparse") else "KR304", draft.end, LOSS)


@mutator
def softmax_of_one(draft: Draft) -> Change | None:
    if _is_binary(draft) and _set_end(draft, "softmax"):
        return expect("KR306", draft.end)
    return None


@mutator
def one_unit_categorical(draft: Draft) -> Change | None:
    if not _is_binary(draft):
        return None
    draft.compiled["loss"] = "categorical_crossentropy"
    return expect("KR307", draft.end, LOSS, also="KR304")


@mutator
def one_unit_sparse(draft: Draft) -> Change | None:
    if not _is_binary(draft):
        return None
    draft.compiled["loss"] = "sparse_categorical_crossentropy"
    return expect("KR308", draft.end, LOSS, also="KR305 KR312")


@mutator
def binary_loss_of_softmax(draft: Draft) -> Change | None:
    if not _is_classifier(draft) or draft.compiled.get("metrics") != ["accuracy"]:
        return None
    draft.compiled["loss"] = "binary_crossentropy"
    return expect("KR311", draft.end, LOSS)


@mutator
def unit_too_few(draft: Draft) -> Change | None:
    if not _has_class_units(draft):
        return None
    draft.last["units"] -= 1
    return expect("KR312", draft.end, LOSS)


@mutator
def units_too_many(draft: Draft) -> Change | None:
    if not _has_class_units(draft):
        return None
    draft.last["units"] += 3
    return expect("KR313", draft.end, LOSS)


@mutator
def accuracy_of_regression(draft: Draft) -> Change | None:
    one = name(draft.layers[-1]) == "Dense" and draft.last["units"] == 1
    if draft.loss not in REGRESSION or not one or draft.ends_in == "sigmoid":
        return None
    draft.compiled.setdefault("metrics", []).append("accuracy")
    return expect("KR316", "compile.metrics")


@mutator
def width_of_target(draft: Draft) -> Change | None:
    if not draft.facts or draft.facts.label_form != "values" or name(draft.layers[-1]) != "Dense":
        return None
    draft.last["units"] += 2
    return expect("KR317", draft.end, LOSS)


@mutator
def no_flatten(draft: Draft) -> Change | None:
    found = draft.indices(*POOLING)
    if not found or draft.facts is None or draft.facts.label_form == "values":
        # Targets of several values may be the steps themselves.
        return None
    del draft.layers[found[-1]]
    if name(draft.layers[found[-1] - 1]) in RECURRENT:
        return expect("KR319", f"layer {found[-1] - 1}", also="KR318")
    dense = (f"layer {index}" for index in draft.indices("Dense") if index >= found[-1])
    return expect("KR318", *dense, *draft.ends, also="KR323 KR324")


@mutator
def sequences_to_the_end(draft: Draft) -> Change | None:
    found = draft.indices(*RECURRENT)
    if not found or draft.facts is None or draft.indices("RepeatVector"):
        return None
    layer = arguments(draft.layers[found[-1]])
    if "return_sequences" in str(layer):
        return None
    if name(draft.layers[found[-1]]) == "Bidirectional":
        layer["layer"] = {"LSTM": {"units": 64, "return_sequences": True}}
    else:
        layer["return_sequences"] = True
    return expect("KR319", f"layer {found[-1]}", also="KR318 KR317")


@mutator
def steps_lost(draft: Draft) -> Change | None:
    for index in draft.indices("GRU", "LSTM")[:-1]:
        layer = arguments(draft.layers[index])
        if layer.pop("return_sequences", False) and name(draft.layers[index + 1]) in RECURRENT:
            return expect("KR201", f"layer {index + 1}")
    return None


@mutator
def sigmoid_of_values(draft: Draft) -> Change | None:
    values = draft.facts is not None and draft.facts.label_form == "values"
    if not values or draft.loss not in REGRESSION or not _is_linear(draft):
        return None
    draft.last["activation"] = "sigmoid"
    return expect("KR320", draft.end, LOSS)


@mutator
def classes_as_numbers(draft: Draft) -> Change | None:
    if not _has_class_units(draft):
        return None
    draft.layers[-1] = {"Dense": {"units": 1}}
    draft.compiled.update(loss="mse", metrics=[])
    draft.data.get("fit", {}).pop("callbacks", None)
    return expect("KR321", draft.end, LOSS, also="KR312")


@mutator
def softmax_hidden(draft: Draft) -> Change | None:
    for index in draft.indices("Dense")[:-1]:
        if arguments(draft.layers[index]).get("activation") == "relu":
            arguments(draft.layers[index])["activation"] = "softmax"
            return expect("KR322", f"layer {index}")
    return None


@mutator
def softmax_twice(draft: Draft) -> Change | None:
    if not _is_classifier(draft):
        return None
    draft.layers.append({"Softmax": {}})
    return expect("KR323", draft.end, f"layer {len(draft.layers) - 2}", also="KR322 KR358")


@mutator
def no_activation_between(draft: Draft) -> Change | None:
    for index, layer in enumerate(draft.layers[:-1]):
        after = draft.layers[index + 1]
        size = {"Dense": "units", "Conv1D": "filters", "Conv2D": "filters"}.get(name(layer))
        if size is None or name(after) != name(layer) or arguments(layer)[size] < arguments(after)[size]:
            # A narrow layer without activation before a wider one is a way to save weights.
            continue
        if arguments(layer).pop("activation", None):
            return expect("KR324", f"layer {index}", f"layer {index + 1}")
    return None


@mutator
def zeros(draft: Draft) -> Change | None:
    found = draft.indices(*WEIGHTED)
    if len(found) < 2:
        return None
    arguments(draft.layers[found[0]])["kernel_initializer"] = "zeros"
    return expect("KR325", f"layer {found[0]}")


@mutator
def dropout_last(draft: Draft) -> Change | None:
    if not draft.loss:
        return None
    draft.layers.append({"Dropout": {"rate": 0.4}})
    return expect("KR327", draft.end, also="KR358")


@mutator
def dropout_high(draft: Draft) -> Change | None:
    found = draft.indices("Dropout")
    if not found:
        return None
    arguments(draft.layers[found[-1]])["rate"] = 0.95
    return expect("KR328", f"layer {found[-1]}")


@mutator
def dropout_before_normalization(draft: Draft) -> Change | None:
    found = draft.indices("BatchNormalization")
    if not found:
        return None
    draft.layers.insert(found[0], {"Dropout": {"rate": 0.3}})
    return expect("KR329", f"layer {found[0]}", f"layer {found[0] + 1}")


@mutator
def embedding_too_small(draft: Draft) -> Change | None:
    found = draft.indices("Embedding")
    if not found or draft.facts is None:
        return None
    arguments(draft.layers[found[0]])["input_dim"] //= 2
    return expect("KR360", f"layer {found[0]}")


@mutator
def poisson_of_linear(draft: Draft) -> Change | None:
    if draft.loss not in REGRESSION or not _is_linear(draft):
        return None
    draft.compiled["loss"] = "poisson"
    return expect("KR361", draft.end, LOSS)


@mutator
def bottleneck_of_one(draft: Draft) -> Change | None:
    if not _is_classifier(draft) or not _has_class_units(draft):
        return None
    draft.layers.insert(-1, {"Dense": {"units": 1, "activation": "relu"}})
    return expect("KR367", f"layer {len(draft.layers) - 2}", draft.end)
