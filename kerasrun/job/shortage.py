"""Memory that ran out while a model trains: the layer that takes the most, and the rows that should fit.

In: what training raises. Out: `OutOfMemory` with the line of the spec. Called by `work.py`. What is expected
to be too large, `analysis/limit.py` refuses; this is for what turns out so, beside other programs or under a
limit of the system.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from kerasrun.analysis.limit import batch_key, batch_rows, fitting_rows, largest_layer
from kerasrun.errors import OutOfMemory, format_path
from kerasrun.job.load import Checked
from kerasrun.rundir.peak import peak_memory


@contextlib.contextmanager
def shortage_placed(checked: Checked) -> Iterator[None]:
    """Give a lack of memory inside the `with` block the line of the largest layer and the rows that fit.

    Raises:
        OutOfMemory: instead of one that has no place, and of Python's own MemoryError.
    """
    try:
        yield
    except (OutOfMemory, MemoryError) as error:
        if isinstance(error, OutOfMemory) and error.mark is not None:
            raise
        raise _placed(checked, error) from error


def _placed(checked: Checked, error: BaseException) -> OutOfMemory:
    spec, analysis = checked.spec, checked.analysis
    step, size = largest_layer(spec, analysis.steps)
    path = ("model", *step.placed.path, step.placed.layer.name)
    rows = batch_rows(spec)
    message = (
        f"{format_path(path)}: the memory does not hold a step of {rows} rows: this "
        f"{step.placed.layer.name} takes the most, about {_mebibytes(size)}"
    )
    # What the process came to is there for sure; the memory of a GPU is not the process's.
    reached = None if "GPU" in _text(error) else peak_memory()
    half = rows // 2
    fitting = fitting_rows(spec, analysis.memory, reached) if reached else half
    fitting = min(fitting, half)
    if fitting >= 1:
        hint = f"`{batch_key(spec)}={fitting}` should fit"
        steps, rest = divmod(spec.fit.accumulate * rows, fitting)
        if rest == 0:
            hint += f"; with `fit.accumulate={steps}` the weights change as often as now"
    elif half >= 1:
        hint = f"make this layer, or the input before it, smaller, or try `{batch_key(spec)}={half}`"
    else:
        hint = "make this layer, or the input before it, smaller"
    return OutOfMemory(message, hint, spec.document.key_mark(path))


def _text(error: BaseException | None) -> str:
    """Return the messages of an error and of what caused it."""
    return f"{error} {_text(error.__cause__)}" if error is not None else ""


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"
