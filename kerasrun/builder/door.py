"""The door through which TensorFlow and Keras come in, faster than by themselves.

The package `builder` goes through it when it is imported, before any of its files imports Keras; whatever
needs Keras comes through that package first.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
from collections.abc import Iterator, Sequence

OPTIONAL = ("IPython", "matplotlib", "pandas", "pydot", "pydot_ng", "pydotplus", "sklearn")
"""What Keras imports where it is installed, only to draw, to wrap or to slice what nobody hands it here."""


def import_keras() -> None:
    """Import TensorFlow and Keras, unless Keras is there already.

    Keras then takes the packages of `OPTIONAL` for missing, here and later in the process; everybody else can
    import them. A program that wants Keras to know them imports Keras before kerasrun trains.
    """
    if "keras" in sys.modules:
        return
    with _uncollected(), hidden(OPTIONAL):
        importlib.import_module("keras")


@contextlib.contextmanager
def hidden(names: Sequence[str]) -> Iterator[None]:
    """Let imports of the packages fail as if they were not installed, except of those imported already."""
    blocked = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(blocked))  # type: ignore[arg-type]  # None is what refuses an import
    try:
        yield
    finally:
        for name in blocked:
            if sys.modules.get(name) is None:
                sys.modules.pop(name, None)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile, and never again among what is there afterwards.

    An import makes a million objects that stay. Looking through them takes a sixth of the time of importing
    TensorFlow, and again whenever a function is traced.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
