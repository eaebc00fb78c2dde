"""A healthy spec as plain data that a mutator changes and that is written one layer a line.

In: the text of a spec of `healthy/`. Out: a text whose places (`layer 3`, `fit.batch_size`) have known lines.
Used by the mutators and by `test_corpus.py`.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

from kerasrun.data.examples import DataFacts

FIRST_ARGUMENT = {
    "Activation": "activation",
    "AlphaDropout": "rate",
    "Dense": "units",
    "Dropout": "rate",
    "GRU": "units",
    "LSTM": "units",
    "Rescaling": "scale",
}
WEIGHTED = ("Conv1D", "Conv2D", "Conv3D", "Dense")
RECURRENT = ("Bidirectional", "GRU", "LSTM")
EXPANDED = ("compile", "fit")
"""Sections that are written one key a line."""

Layer = dict[str, Any]


@dataclass
class Draft:
    """A spec that may be changed; `facts` are those of the spec before the change."""

    data: dict[str, Any]
    facts: DataFacts | None

    def copy(self) -> Draft:
        return Draft(copy.deepcopy(self.data), self.facts)

    @property
    def layers(self) -> list[Layer]:
        layers: list[Layer] = self.data["model"]["layers"]
        return layers

    @property
    def compiled(self) -> dict[str, Any]:
        compiled: dict[str, Any] = self.data["compile"]
        return compiled

    @property
    def fit(self) -> dict[str, Any]:
        fit: dict[str, Any] = self.data.setdefault("fit", {})
        return fit

    @property
    def callbacks(self) -> list[dict[str, Any]]:
        callbacks: list[dict[str, Any]] = self.fit.setdefault("callbacks", [])
        return callbacks

    @property
    def end(self) -> str:
        """The place of the last layer."""
        return f"layer {len(self.layers) - 1}"

    @property
    def ends(self) -> tuple[str, ...]:
        """The places of the last layer and of the last one with weights: an issue may point at either."""
        return (self.end, *(f"layer {index}" for index in self.indices(*WEIGHTED)[-1:]))

    @property
    def last(self) -> dict[str, Any]:
        """The arguments of the last layer, those that can be changed."""
        return arguments(self.layers[-1])

    @property
    def loss(self) -> str:
        """The loss without underscores and in small letters; empty for a formula and without `compile`."""
        loss = self.data.get("compile", {}).get("loss", "")
        name = str(next(iter(loss)) if isinstance(loss, dict) else loss)
        return name.replace("_", "").lower()

    @property
    def from_logits(self) -> bool:
        loss = self.data.get("compile", {}).get("loss", "")
        return isinstance(loss, dict) and "from_logits" in str(loss)

    @property
    def ends_in(self) -> str:
        """The activation of the last layer, `linear` where there is none."""
        return {"Softmax": "softmax"}.get(name(self.layers[-1]), str(self.last.get("activation", "linear")))

    def indices(self, *names: str) -> list[int]:
        """Return where layers of these names stand."""
        return [index for index, layer in enumerate(self.layers) if name(layer) in names]

    def write(self) -> tuple[str, dict[str, int]]:
        """Return the spec's text and the line of each place."""
        lines: list[str] = []
        places: dict[str, int] = {}

        def add(line: str, place: str) -> None:
            lines.append(line)
            places[place] = len(lines)

        for section, value in self.data.items():
            if section == "model":
                add("model:", section)
                for key in value:
                    if key != "layers":
                        add(f"  {key}: {flow(value[key])}", f"model.{key}")
                add("  layers:", "layers")
                for index, layer in enumerate(value["layers"]):
                    add(f"    - {flow(layer)}", f"layer {index}")
            elif section in EXPANDED:
                add(f"{section}:", section)
                for key in value:
                    add(f"  {key}: {flow(value[key])}", f"{section}.{key}")
            else:
                add(f"{section}: {flow(value)}", section)
        return "\n".join(lines) + "\n", places


def read_draft(data: dict[str, Any], facts: DataFacts | None) -> Draft:
    """Return the draft of a spec's plain data: every layer a mapping from its name to its arguments."""
    data = copy.deepcopy(data)
    data["model"]["layers"] = [_expand(layer) for layer in data["model"]["layers"]]
    return Draft(data, facts)


def _expand(layer: str | Layer) -> Layer:
    if isinstance(layer, str):
        return {layer: {}}
    ((key, value),) = layer.items()
    return (
        {key: {FIRST_ARGUMENT[key]: value}}
        if key in FIRST_ARGUMENT and not isinstance(value, dict)
        else layer
    )


def name(layer: Layer) -> str:
    return next(iter(layer))


def arguments(layer: Layer) -> dict[str, Any]:
    """Return the layer's arguments; a new mapping, whose changes are lost, where they are one value."""
    value = layer[name(layer)]
    return value if isinstance(value, dict) else {}


def flow(value: Any) -> str:
    """Return `value` as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return json.dumps(value)
