from __future__ import annotations

import pickle

from kerasrun.analysis.layer.rule import Outcome, RankError, ShapeError, Weight


def test_parameters() -> None:
    weights = (Weight("kernel", (3, 4)), Weight("count", (), trainable=False))
    outcome = Outcome((4,), weights)
    assert [weight.size for weight in weights] == [12, 1]
    assert (outcome.parameters, outcome.trainable_parameters) == (13, 12)


def test_errors_survive_a_process() -> None:
    error = pickle.loads(pickle.dumps(RankError("expected", "do", 2)))
    assert isinstance(error, ShapeError)
    assert isinstance(error, RankError)
    assert (error.message, error.hint, error.rank) == ("expected", "do", 2)
