from __future__ import annotations

from importlib import import_module

import pytest

from kerasrun.analysis.layer.family import FAMILIES, family_of
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused


def test_every_layer_a_spec_can_use_has_a_family() -> None:
    known = sorted(name for names in FAMILIES.values() for name in names)
    assert known == [name for name in catalogue.names("layer") if not refused("layer", name)]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_holds_the_rules_it_says(family: str) -> None:
    rules = import_module(f"kerasrun.analysis.layer.{family}").RULES
    assert sorted(rules) == sorted(FAMILIES[family])
    assert {family_of(name) for name in rules} == {family}
