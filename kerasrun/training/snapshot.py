"""A copy of all that a training step changes, in memory: to go back to where the numbers were still good.

Taken by `recorder.py` now and then, and by `autopsy.py` before each step that it takes again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from kerasrun.data.examples import Array
from kerasrun.training.variable import all_variables


class Snapshot:
    """The variables of a model, its optimizer and its metrics; one buffer, filled anew by each `take`."""

    def __init__(self, model: keras.Sequential) -> None:
        self.model = model
        self.seconds = 0.0
        """What the last `take` took."""
        self._values: list[tuple[Any, Array]] = []

    @property
    def taken(self) -> bool:
        """Whether there is anything to go back to."""
        return bool(self._values)

    def take(self) -> None:
        """Copy every variable."""
        started = time.monotonic()
        variables = all_variables(self.model)
        if len(variables) == len(self._values):
            for variable, buffer in self._values:
                np.copyto(buffer, np.asarray(variable.value))
        else:
            # Metrics make their variables at the first step.
            self._values = [(variable, np.array(variable.value)) for variable in variables]
        self.seconds = time.monotonic() - started

    def restore(self) -> None:
        """Give every variable the value that it had; metrics that had none begin anew."""
        self.model.reset_metrics()
        for variable, value in self._values:
            variable.assign(value)


def find_bad(variables: Iterable[Any]) -> Any:
    """Return the first variable that holds a NaN or an infinity; None where all numbers are good."""
    for variable in variables:
        if "float" in variable.dtype and not np.isfinite(np.asarray(variable.value)).all():
            return variable
    return None
