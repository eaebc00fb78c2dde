"""The name that Keras gives each layer of a stack, without building it.

In: the placed layers. Out: one name per layer, and an issue for a name of the spec that Keras gives away
itself. Called by `summary.py` and `analyse.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kerasrun.catalogue.snake_case import snake_case
from kerasrun.errors import Issue
from kerasrun.source.document import Document
from kerasrun.spec.model import PlacedLayer
from kerasrun.spec.object import ObjectSpec

_MIXED = (
    "AutoContrast",
    "Equalization",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomContrast",
    "RandomPosterization",
    "RandomRotation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "Solarization",
)
_INSIDE = {"AugMix": _MIXED, "RandAugment": _MIXED, "TextVectorization": ("StringLookup",)}
"""Layers that these make for themselves: each takes a name, and the next of its class counts on."""

_JITTERS = {
    "brightness_factor": "RandomBrightness",
    "contrast_factor": "RandomContrast",
    "saturation_factor": "RandomSaturation",
    "hue_factor": "RandomHue",
}
"""Arguments of RandomColorJitter to the layers it makes for them."""


def layer_names(layers: Iterable[PlacedLayer]) -> list[str]:
    """Return the layers' names in a process that has built no other model.

    Keras's rule, keras.src.utils.naming.auto_name: the class in snake case, and from the second of a class on
    its number, `_1` first. A layer with a name of its own is not counted, one inside another layer is.
    """
    taken: Counter[str] = Counter()
    names = []
    for placed in layers:
        for inner in _inner_classes(placed.layer):
            taken[snake_case(inner)] += 1
        if placed.name is not None:
            names.append(placed.name)
            continue
        base = snake_case(placed.layer.keras_name)
        names.append(f"{base}_{taken[base]}" if taken[base] else base)
        taken[base] += 1
    return names


def _inner_classes(layer: ObjectSpec) -> Iterator[str]:
    """Yield the classes of the layers that are made with `layer` and get their name from Keras."""
    for argument in layer.arguments.values():
        for nested in _nested_layers(argument):
            yield from _inner_classes(nested)
            if nested.arguments.get("name") is None:
                yield nested.keras_name
    yield from _INSIDE.get(layer.keras_name, ())
    if layer.keras_name == "RandomColorJitter":
        yield from (name for key, name in _JITTERS.items() if layer.arguments.get(key) is not None)


def _nested_layers(value: Any) -> Iterator[ObjectSpec]:
    if isinstance(value, ObjectSpec) and value.kind == "layer":
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _nested_layers(item)


def check_layer_names(layers: Iterable[PlacedLayer], document: Document) -> list[Issue]:
    """Return an issue for each name of the spec that Keras gives another layer of the stack."""
    placed = list(layers)
    automatic = {
        name: other for name, other in zip(layer_names(placed), placed, strict=True) if other.name is None
    }
    issues = []
    for layer in placed:
        other = automatic.get(layer.name) if layer.name else None
        if other is not None:
            path = ("model", *layer.path, layer.layer.name, "name")
            message = f"the name {layer.name!r} is taken: Keras calls a {other.layer.name} without a name so"
            hint = "give it another name"
            issues.append(Issue("KR108", message, path, document.value_mark(path), hint))
    return issues
