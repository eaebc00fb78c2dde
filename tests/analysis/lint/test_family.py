from __future__ import annotations

from kerasrun.analysis.lint import family
from kerasrun.catalogue import catalogue


def test_every_name_is_one_of_keras() -> None:
    losses = family.CROSSENTROPIES | family.REGRESSION | family.UNALIGNED
    assert losses <= set(catalogue.names("loss"))
    activations = family.DISTRIBUTIONS | family.FRACTIONS | family.POSITIVE | set(family.RANGES)
    assert activations <= set(catalogue.names("activation"))


def test_no_loss_is_of_two_families() -> None:
    families = (family.BINARY, family.CATEGORICAL, family.SPARSE, family.REGRESSION, family.UNALIGNED)
    assert len(frozenset().union(*families)) == sum(map(len, families))
