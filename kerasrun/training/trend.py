"""What the lines of a run's history say of its health: no progress, divergence, over-fitting, leaks.

In: the finished epochs' lines, as `history.jsonl` has them. Out: sentences, each kind once; `health.py` sends
them. It is a function of the numbers alone. The thresholds are those of TheDeepChecker and UMLAUT, narrowed
so that a healthy training stays silent: what converged need not fall further, a small split has its chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import sqrt
from typing import Any

Line = Mapping[str, float | int]

PATIENCE = 5
"""Epochs in which the loss must fall at all."""
FALL = 0.05
"""Share of the first loss by which it must."""
SOON = 3
"""The epoch from which training and validation are compared."""
LEAK = 0.05
"""Accuracy by which validation may be better than training."""
GAP = 0.2
"""Accuracy by which training may be better than validation."""
RISE = 0.1
"""Share by which the validation loss may rise above its lowest."""


class Trend:
    """Looks at one line after the other."""

    def __init__(
        self, *, validation_rows: int = 0, random_layers: bool = False, first_loss: float | None = None
    ) -> None:
        """Take what the lines do not say.

        Args:
            validation_rows: rows of the validation split.
            random_layers: layers drop or change values in training, which makes its accuracy lower.
            first_loss: the loss of the untrained model on some rows, where it is known.
        """
        self._rows = validation_rows
        self._random = random_layers
        self.first_loss = first_loss
        self._lines: list[Line] = []
        self._said: set[str] = set()

    def get_state(self) -> dict[str, Any]:
        """Return what was seen, as values of JSON."""
        lines = [dict(line) for line in self._lines]
        return {"first_loss": self.first_loss, "lines": lines, "said": sorted(self._said)}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Go on from what was seen."""
        self.first_loss, self._lines, self._said = state["first_loss"], state["lines"], set(state["said"])

    def see(self, line: Line) -> Iterator[str]:
        """Yield what the epoch's line shows that was not said before."""
        self._lines.append(line)
        kinds: dict[str, Callable[[], str | None]] = {
            "stuck": self._stuck,
            "diverging": self._diverging,
            "leak": self._leak,
            "gap": self._gap,
            "rising": self._rising,
        }
        for kind, look in kinds.items():
            message = None if kind in self._said else look()
            if message is not None:
                # Both say that it over-fits.
                self._said |= {"gap", "rising"} if kind in ("gap", "rising") else {kind}
                yield message

    def _stuck(self) -> str | None:
        losses = self._column("loss")
        if len(losses) != PATIENCE + 1 or losses[0] <= 0:
            return None
        start = max(losses[0], self.first_loss if self.first_loss is not None else losses[0])
        if min(losses) <= (1 - FALL) * start:
            return None
        return (
            f"the loss fell by less than {FALL:.0%} in {PATIENCE} epochs, from {losses[0]:.4g} to "
            f"{min(losses):.4g}: the model learns nothing; try another learning rate, and look at the labels"
        )

    def _diverging(self) -> str | None:
        losses = self._column("loss")
        if len(losses) < 2 or min(losses) <= 0 or losses[-1] <= max(2 * min(losses), losses[0]):
            return None
        return (
            f"the loss rose to {losses[-1]:.4g}, from {min(losses):.4g}: training diverges; take a smaller "
            "learning rate"
        )

    def _leak(self) -> str | None:
        """Compare a validation with the epoch after it, which begins with the same weights."""
        for name, now, held_out in self._accuracies(self._lines[-3:]):
            margin = max(LEAK, self._chance())
            ahead = [held_out[i] > now[i + 1] + margin for i in range(len(now) - 1)]
            if len(self._lines) > SOON and not self._random and len(ahead) == 2 and all(ahead):
                return (
                    f"val_{name} {held_out[-2]:.4g} is better than {name} {now[-1]:.4g}: the validation "
                    "split is easier, or holds rows of training"
                )
        return None

    def _gap(self) -> str | None:
        for name, now, held_out in self._accuracies(self._lines[-2:]):
            far = [a - b > max(GAP, self._chance()) for a, b in zip(now, held_out, strict=True)]
            if len(self._lines) >= SOON and len(far) == 2 and all(far):
                return (
                    f"{name} {now[-1]:.4g} is far better than val_{name} {held_out[-1]:.4g}: the model "
                    "learns the training rows by heart; take more rows, a smaller model, or Dropout"
                )
        return None

    def _rising(self) -> str | None:
        lines = [line for line in self._lines if "val_loss" in line]
        recent = lines[-4:]
        if len(self._lines) < SOON or len(recent) < 4:
            return None
        low = min(line["val_loss"] for line in lines)
        rises = all(a["val_loss"] < b["val_loss"] and a["loss"] > b["loss"] for a, b in pairwise(recent))
        if not rises or low <= 0 or recent[-1]["val_loss"] <= (1 + RISE) * low:
            return None
        best = next(line for line in lines if line["val_loss"] == low)
        return (
            f"val_loss rises since epoch {int(best['epoch']) + 1} while the loss falls: the model over-fits; "
            "add `EarlyStopping: {patience: 3, restore_best_weights: true}`"
        )

    def _column(self, name: str) -> list[float]:
        return [float(line[name]) for line in self._lines if name in line]

    def _accuracies(self, lines: Sequence[Line]) -> Iterator[tuple[str, list[float], list[float]]]:
        """Yield each accuracy that all lines have: its name, its values in training and in validation."""
        names = [name for name in lines[-1] if name.endswith("accuracy") and not name.startswith("val_")]
        for name in names:
            if all(name in line and f"val_{name}" in line for line in lines):
                yield (
                    name,
                    [float(line[name]) for line in lines],
                    [float(line[f"val_{name}"]) for line in lines],
                )

    def _chance(self) -> float:
        """Return three standard errors of an accuracy on the validation split, at most."""
        return 3 * sqrt(0.25 / self._rows) if self._rows else 1.0
