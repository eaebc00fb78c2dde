from __future__ import annotations

from kerasrun.training.plan import Plan


def test_plan_counts_batches():
    assert Plan(1, 8).steps(20) == 3
    assert Plan(1, 8, steps_per_epoch=2).steps(20) == 2
    assert Plan(1, 8, steps_per_epoch=99).steps(20) == 3
