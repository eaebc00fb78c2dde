"""What a data source is: something that describes its data without reading it, and loads it.

In: the source's own argument model, the seed and the spec's folder. Out: `DataFacts` and `Splits`.
`registry.py` lists the sources, `load.py` calls them. Most sources are modules; a module meets the
protocol by its two functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from kerasrun.data.examples import DataFacts, Splits


class Source(Protocol):
    """One data source; `arguments` is its model in `spec/source.py`."""

    def describe(self, arguments: Any, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> DataFacts:
        """Return what is known without reading the data, file headers at most; text has to be read through.

        Args:
            arguments: the source's validated arguments.
            seed: the experiment's seed.
            folder: the folder of the spec, from which relative paths count.
            allowed: further folders the source may read from.

        Raises:
            DataError: the arguments do not go together, or a file is missing or unfit.
        """

    def load(self, arguments: Any, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> Splits:
        """Return the splits the source brings, as `describe` announced them.

        Raises:
            DataError: the data is missing or damaged.
            OutOfMemory: the arrays are larger than the machine's memory.
        """
