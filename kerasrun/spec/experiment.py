"""A whole spec: its sections, its name and its seed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import PrivateAttr

from kerasrun.catalogue.rule import Integer, Name
from kerasrun.errors import Path
from kerasrun.source.document import Document
from kerasrun.spec.accumulation import accumulating
from kerasrun.spec.base import SpecModel
from kerasrun.spec.compile import CompileSpec
from kerasrun.spec.data import DataSpec
from kerasrun.spec.expect import Expectations
from kerasrun.spec.fit import FitSpec
from kerasrun.spec.lint import LintSpec
from kerasrun.spec.model import ModelSpec
from kerasrun.spec.object import ObjectSpec
from kerasrun.spec.ruled import Ruled
from kerasrun.spec.runtime import RuntimeSpec


class ExperimentSpec(SpecModel):
    """A Keras experiment, valid by construction.

    `model` alone is enough to be validated and summarised; training also needs `data` and `compile`.
    """

    section: ClassVar[str] = ""
    further_keys: ClassVar[tuple[str, ...]] = ("extends",)

    version: Literal[1] = 1
    """Version of the spec's form."""
    name: Annotated[str, Ruled(Name())] = "experiment"
    """Names the run directory; the file's name where left out."""
    seed: Annotated[int, Ruled(Integer(minimum=0, maximum=2**32 - 1))] = 0
    """Everything random follows from it: initial weights, data order, dropout, synthetic data, splits."""
    data: DataSpec | None = None
    """The examples."""
    model: ModelSpec
    """The stack of layers."""
    compile: CompileSpec | None = None
    """Optimizer, loss and metrics."""
    fit: FitSpec = FitSpec.model_construct()
    """Epochs, batches, callbacks."""
    runtime: RuntimeSpec = RuntimeSpec.model_construct()
    """Precision, compilation, determinism, threads, devices."""
    expect: Expectations = ()
    """Scores the run must reach, such as {test.accuracy: ">= 0.97"}; a miss is exit code 8."""
    lint: LintSpec = LintSpec.model_construct()
    """Lints that this experiment does not want to hear."""

    _document: Document = PrivateAttr()

    @property
    def document(self) -> Document:
        """The document the spec was parsed from: its file, its text and the place of every value."""
        return self._document

    @property
    def optimizer(self) -> ObjectSpec | None:
        """The optimizer as it trains, with `fit.accumulate`; None without a `compile` section."""
        if self.compile is None:
            return None
        return accumulating(self.compile.optimizer, self.fit.accumulate)

    def line(self, path: Path) -> int | None:
        """Return the line of the value at `path` in its file."""
        return self._document.line(path)
