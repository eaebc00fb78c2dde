"""What training can say, as frozen dataclasses.

`training/` and `score/` call `notify(event)`; `cli/` draws the events; the Python API may ignore them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kerasrun.errors import Issue


@dataclass(frozen=True)
class Noted:
    """A choice made for the user that the screen should mention, such as one-hot labels."""

    message: str


@dataclass(frozen=True)
class Warned:
    """Something that did not stop the run but that the user should know."""

    message: str


@dataclass(frozen=True)
class SpecDoubted:
    """What the checks of the spec found that does not stop it; `texts`: the files that the issues are in."""

    issues: tuple[Issue, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True)
class RunCreated:
    """The run directory exists and holds the spec."""

    directory: str


@dataclass(frozen=True)
class DataLoaded:
    """Rows per split ("train", "validation", "test") and the shape of one example."""

    rows: Mapping[str, int]
    shape: tuple[int, ...]


@dataclass(frozen=True)
class ModelBuilt:
    """The model exists; parameter counts are numbers of scalars."""

    name: str
    layers: int
    parameters: int
    trainable_parameters: int


@dataclass(frozen=True)
class TrainingStarted:
    """Training begins: `steps` batches in each of `epochs` epochs."""

    epochs: int
    steps: int
    batch_size: int


@dataclass(frozen=True)
class EpochStarted:
    """`epoch` counts from 0."""

    epoch: int


@dataclass(frozen=True)
class BatchEnded:
    """`step` batches of the epoch are done; `logs` are the running means of the epoch."""

    epoch: int
    step: int
    logs: Mapping[str, float]


@dataclass(frozen=True)
class ValidationStarted:
    """The epoch's batches are done and the validation split is being scored."""

    epoch: int


@dataclass(frozen=True)
class EpochEnded:
    """`record` is the line of history.jsonl of this epoch."""

    epoch: int
    record: Mapping[str, float | int]


@dataclass(frozen=True)
class Stopping:
    """A signal was heard between two steps, and what was done is saved now.

    `reason` is the signal's name, "max-time" or "max-memory".
    """

    reason: str


@dataclass(frozen=True)
class TrainingEnded:
    """`status` is finished, interrupted or failed; `seconds` of training, start-up left out."""

    status: str
    epochs: int
    seconds: float


@dataclass(frozen=True)
class SplitScored:
    """One split was evaluated with the final weights."""

    split: str
    scores: Mapping[str, float]


Event = (
    Noted
    | Warned
    | SpecDoubted
    | RunCreated
    | DataLoaded
    | ModelBuilt
    | TrainingStarted
    | EpochStarted
    | BatchEnded
    | ValidationStarted
    | EpochEnded
    | Stopping
    | TrainingEnded
    | SplitScored
)
Notify = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Drop the event: the default listener of the Python API."""
