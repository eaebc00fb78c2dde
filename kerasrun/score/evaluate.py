"""The scores of a model on each split: the loss and every metric, with the final weights, in inference mode.

The means that training shows are taken while the weights still change and with dropout on, so they differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import keras

from kerasrun.data.examples import ArrayExamples, Splits
from kerasrun.events import Notify, SplitScored
from kerasrun.spec.expect import Expectation
from kerasrun.training.fault import explained
from kerasrun.training.number import flatten_scores
from kerasrun.training.place import Places
from kerasrun.training.score_chunk import ScoreChunk
from kerasrun.training.tensors import load_tensors

Scores = dict[str, dict[str, float]]
"""Split name ("train", "validation", "test") to score name ("loss", metric names) to value."""


def evaluate(
    model: keras.Sequential,
    splits: Splits | Mapping[str, ArrayExamples],
    *,
    batch_size: int,
    notify: Notify,
    places: Places | None = None,
    score: ScoreChunk | None = None,
) -> Scores:
    """Return the scores of `model`, built and compiled, on every split that exists.

    Stateful layers begin every split with a state of zeros, so that no split depends on the one before.

    Args:
        model: built and compiled.
        splits: by name, inputs (n, *shape) and targets as the loss wants them.
        batch_size: rows per step.
        notify: called with the scores of each split.
        places: where the parts of the model stand in the spec, for the line of one that fails.
        score: the one that validated, if any: what it has traced need not be traced again.

    Raises:
        OutOfMemory, DataError, BuildError: see `explained`.
    """
    scores: Scores = {}
    score = score or ScoreChunk(model, eager=bool(model.run_eagerly))
    for split, examples in splits.items():
        reset_states(model)
        with explained("score", batch_size, model, places or Places()):
            tensors = load_tensors(examples.inputs, examples.targets)
            model.reset_metrics()
            scores[split] = flatten_scores(
                score.run(tensors, batch_size, first=0, count=-(-len(examples) // batch_size))
            )
        notify(SplitScored(split, scores[split]))
    return scores


def missed_expectations(
    expectations: Sequence[Expectation], scores: Mapping[str, Mapping[str, float]]
) -> list[tuple[Expectation, float]]:
    """Return the expectations that the scores do not meet, with the score; NaN where there is none."""
    found = [(e, scores.get(e.split, {}).get(e.metric, float("nan"))) for e in expectations]
    return [(expectation, score) for expectation, score in found if not expectation.holds(score)]


def reset_states(model: keras.Sequential) -> None:
    """Let stateful layers begin anew with a state of zeros."""
    for layer in model.layers:
        # Preprocessing layers have a `reset_state` too, which forgets their vocabulary.
        if isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional) and layer.stateful:
            layer.reset_state()
