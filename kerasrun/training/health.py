"""Warnings while a model trains: the first loss, dead units, gradients, and what the history shows.

A Keras callback that stands after the reporter. It warns of each thing once, through events, and changes no
number. A look at the model costs about a step of few rows run eagerly, so it comes after epochs 1, 4, 16...
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, log
from typing import Any

import keras
import numpy as np

from kerasrun.events import Notify, Warned
from kerasrun.training.number import flatten_scores
from kerasrun.training.place import Places
from kerasrun.training.probe import Look, Probe
from kerasrun.training.trend import Trend

ROWS = 32
"""Rows of a look."""
FAR = 2.0
"""Factor by which the first loss of a classifier may differ from that of a guess."""
DEAD, MANY_DEAD = 0.5, 0.9
"""Share of a layer's units that may die in training, and that may be dead from the start: rows that are alike
leave half of them at 0."""
_LOOKS = frozenset(4**power for power in range(16))
"""After how many epochs there is one."""
SMALL, LARGE = 1e-6, 1e6
"""The range of a layer's gradient."""


class Health(keras.callbacks.Callback):
    """Warns of what goes wrong without stopping a training."""

    def __init__(
        self,
        notify: Notify,
        batch: Sequence[Any],
        *,
        places: Places | None = None,
        validation_rows: int = 0,
    ) -> None:
        """Take where warnings go and what is looked at.

        Args:
            notify: receives `Warned`.
            batch: the first rows of the training split, at most `ROWS`, as `Tensors.cut` returns them.
            places: where the layers stand in the spec.
            validation_rows: rows of the validation split.
        """
        super().__init__()
        self._notify = notify
        self._batch = batch
        self._places = places or Places()
        self._validation_rows = validation_rows
        self._said: set[str] = set()
        self._probe: Probe | None = None
        self._first_dead: Mapping[int, float] = {}
        self._trend = Trend()

    def get_state(self) -> dict[str, Any]:
        """Return what was seen and said, for a checkpoint."""
        dead = {str(index): share for index, share in self._first_dead.items()}
        return {"trend": self._trend.get_state(), "first_dead": dead, "said": sorted(self._said)}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Go on from it; training has begun."""
        self._trend.set_state(state["trend"])
        self._first_dead = {int(index): share for index, share in state["first_dead"].items()}
        self._said = set(state["said"])

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the untrained model."""
        self._trend = Trend(
            validation_rows=self._validation_rows,
            random_layers=any(_is_random(layer) for layer in self.model.layers),
        )
        if _can_be_seen(self.model):
            self._probe = Probe(self.model, self._batch)
            if not int(self.model.optimizer.iterations):
                first = self._look(gradients=False)
                # A loss that is no number ends the training at its first step.
                if first is not None and isfinite(first.loss):
                    self._trend.first_loss = first.loss
                    self._first_dead = first.dead
                    self._see_first(first)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the epoch's numbers, and now and then at the model."""
        for message in self._trend.see({"epoch": epoch, **flatten_scores(logs or {})}):
            self._notify(Warned(message))
        # After epochs 1, 4, 16...: a problem that lasts is seen early, and the looks stay few.
        if epoch + 1 in _LOOKS:
            look = self._look()
            if look is not None:
                self._see(look)

    def _look(self, *, gradients: bool = True) -> Look | None:
        """Return what the probe sees; None where there is none, or where the model cannot be scored.

        What is wrong then is told when it is scored, not by a look that nobody asked for.
        """
        if self._probe is None:
            return None
        try:
            return self._probe.look(gradients=gradients)
        except Exception:
            self._probe = None
            return None

    def _see_first(self, look: Look) -> None:
        guess = _guess(self.model, self._batch[1])
        if guess is None or guess / FAR <= look.loss <= guess * FAR:
            return
        self._warn(
            "first",
            f"the loss of the untrained model is {look.loss:.4g}, and that of a guess {guess:.4g}: look at "
            "the scale of the inputs, the last layer and the labels",
        )

    def _see(self, look: Look) -> None:
        for index, share in look.dead.items():
            if share > min(max(DEAD, self._first_dead.get(index, 0.0) + DEAD / 2), MANY_DEAD):
                self._warn(
                    f"dead {index}",
                    f"{self._name(index)}: {share:.0%} of its units are 0 for all of {len(self._batch[0])} "
                    "rows, and learn no more; take a smaller learning rate, or leaky_relu",
                )
        largest = max(look.gradients, key=lambda index: look.gradients[index], default=None)
        if largest is not None and look.gradients[largest] > LARGE:
            self._warn(
                "large",
                f"{self._name(largest)}: its gradient has grown to {look.gradients[largest]:.3g}; scale the "
                "inputs and targets, or set `clipnorm: 1.0` in the optimizer",
            )
        # What has been learnt needs no gradient.
        learning = self._trend.first_loss is not None and look.loss > self._trend.first_loss / 2
        small = [index for index, norm in look.gradients.items() if norm < SMALL]
        if learning and small and not any(share == 1 for share in look.dead.values()):
            self._warn(
                "small",
                f"{self._name(small[0])}: its gradient is {look.gradients[small[0]]:.3g}, too small to learn "
                "from; take other activations, BatchNormalization, or fewer layers",
            )

    def _warn(self, kind: str, message: str) -> None:
        if kind not in self._said:
            self._said.add(kind)
            self._notify(Warned(message))

    def _name(self, index: int) -> str:
        if index >= len(self._places.layers):
            return f"the layer {self.model.layers[index].name}"
        place = self._places.layers[index]
        return f"{place.path} ({place.mark})" if place.mark else place.path


def _guess(model: keras.Sequential, targets: Any) -> float | None:
    """Return the loss of one that gives all classes the same chance; None where the loss is another."""
    loss = model.loss
    name = loss if isinstance(loss, str) else getattr(loss, "name", None)
    classes = int(model.output_shape[-1] or 0)
    if name == "sparse_categorical_crossentropy" and classes > 1:
        return log(classes)
    if name == "categorical_crossentropy" and classes > 1:
        # Rows of label weights need not sum to 1.
        return log(classes) * float(np.mean(np.sum(targets, axis=-1)))
    return log(2) if name == "binary_crossentropy" else None


def _is_random(layer: Any) -> bool:
    """Tell whether a layer treats training in another way than validation."""
    # The states of random generators are variables, and no weights.
    return isinstance(layer, keras.layers.BatchNormalization) or len(layer.variables) > len(layer.weights)


def _can_be_seen(model: keras.Sequential) -> bool:
    """Tell whether the model can be called on other batches: not with a fixed size, nor with kept states."""
    fixed = model.input_shape[0] is not None
    return not fixed and not any(getattr(layer, "stateful", False) for layer in model.layers)
