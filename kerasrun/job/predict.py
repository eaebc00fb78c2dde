"""`predict`: what the model of a run gives for new inputs.

The saved model is enough: neither the data nor the code that it was trained with need be there any more.
"""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from kerasrun.data.examples import ArrayExamples
from kerasrun.data.finite import require_finite
from kerasrun.data.input import fits_shape, format_shape
from kerasrun.data.origin import Origin
from kerasrun.errors import DataError
from kerasrun.events import Notify, ignore
from kerasrun.job.kernel import choose_kernels
from kerasrun.job.load import load_spec
from kerasrun.job.other import compare_inputs
from kerasrun.job.place import find_places
from kerasrun.job.quote import quoted
from kerasrun.job.trained import open_trained
from kerasrun.job.workspace import prepare_machine
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.layout import Run

if TYPE_CHECKING:
    import keras

    from kerasrun.data.examples import Array


def predict(run: Run | str | pathlib.Path, inputs: Any, *, notify: Notify = ignore) -> Array:
    """Return what the model of a run predicts, row by row; it is `model.predict` of plain Keras.

    Dropout rests, averages stay, and stateful layers begin with a state of zeros. Nothing is scaled here: the
    inputs are held against what the run recorded of its training data.

    Args:
        run: a run or its directory.
        inputs: (n, *shape), an array or what NumPy makes one of: numbers, or text where the model takes text.
        notify: called with a warning where the inputs differ much from those in training.

    Returns:
        (n, *output_shape), such as one probability per class.

    Raises:
        UsageError: not a run, or one without a trained model.
        StorageError: a file of the run is damaged.
        DataError: the inputs have another shape, kind of values or scale than the model takes.
        OutOfMemory: the memory does not hold a batch.
    """
    run = open_trained(run)
    spec = load_spec(run.resolved_file)
    choose_kernels(spec)

    from kerasrun.builder.archive import load_archive
    from kerasrun.score.predict import predict as predict_rows

    with quoted(spec.document):
        prepare_machine(spec)
        model = load_archive(run.model_file)
        examples = _require_fit(inputs, model)
        compare_inputs(examples, read_environment(run).get("data") or {}, notify)
        return predict_rows(model, examples.inputs, batch_size=spec.fit.batch_size, places=find_places(spec))


def _require_fit(inputs: Any, model: keras.Sequential) -> ArrayExamples:
    """Return the inputs as an array that the model takes, without targets."""
    import numpy as np

    try:
        array = np.asarray(inputs)
    except ValueError:
        raise DataError("inputs: expected examples of one shape, received rows that differ.") from None
    dtype = model.inputs[0].dtype
    array = _require_text(array) if dtype == "string" else _require_numbers(array, whole="int" in dtype)
    _require_shape(array.shape, model.input_shape[1:])
    examples = ArrayExamples(array, array[:0], Origin("inputs", "the array"))
    require_finite(examples)
    return examples


def _require_text(array: Array) -> Array:
    if array.dtype.kind == "U" or (array.dtype == object and all(isinstance(v, str) for v in array.flat)):
        return array.astype("U")
    raise DataError(f"inputs: expected text, received {array.dtype}.", "save them as text: array.astype('U')")


def _require_numbers(array: Array, *, whole: bool) -> Array:
    if array.dtype.kind not in "biuf":
        raise DataError(f"inputs: expected numbers, received {array.dtype}.")
    if whole and array.dtype.kind == "f" and (array % 1 != 0).any():
        raise DataError(f"inputs: expected whole numbers, received {array.dtype} with fractions.")
    return array


def _require_shape(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> None:
    if not fits_shape(found, (None, *wanted)):
        hint = "the first axis counts the examples"
        if len(found) == len(wanted):
            hint += ": one example is inputs[None]"
        raise DataError(
            f"inputs: expected the shape {format_shape(('n', *wanted))}, received {format_shape(found)}.",
            hint,
        )
    if found[0] == 0:
        raise DataError("inputs: expected at least one example, received 0.")
