"""Every source a spec can name has its module, and the other way round."""

from __future__ import annotations

from kerasrun.data.registry import REGISTRY, find_source
from kerasrun.spec.source import SOURCES


def test_registry_holds_the_sources_of_the_spec() -> None:
    assert set(REGISTRY) == set(SOURCES)


def test_every_source_describes_and_loads() -> None:
    for name in REGISTRY:
        source = find_source(name)
        assert callable(source.describe)
        assert callable(source.load)
