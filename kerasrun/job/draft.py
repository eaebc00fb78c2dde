"""`init --from-data`: a spec that fits the arrays of a `.npz` file, a table, or a folder of images.

In: the file or folder. Out: the text of a spec. Called by the `init` command.
"""

from __future__ import annotations

import json
import pathlib
import re
import textwrap
from typing import Any

from kerasrun.data.class_id import count_classes
from kerasrun.data.examples import DataFacts, Splits
from kerasrun.data.load import describe_data, load_data
from kerasrun.errors import UsageError
from kerasrun.job.draft_source import draft_source
from kerasrun.source.scalar import ScalarError, parse_scalar
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.resolve import format_spec

VALIDATION = 0.1
VOCABULARY = 10_000
"""Words that a model of texts tells apart."""
TEXT_LENGTH = 100
"""Words of a text that a model sees."""

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*")


def draft_spec(data: pathlib.Path, folder: pathlib.Path) -> str:
    """Return the text of a commented spec for `data`, to be written into `folder`.

    Shape, range and labels decide on the stack (dense, recurrent, convolutional or of words), the last layer
    and the loss.

    Raises:
        UsageError: not a .npz or .csv file or a folder, or several texts a row.
        DataError: the file is missing, unfit, or outside the project, or a value is not finite.
    """
    source = draft_source(data, folder)
    facts = describe_data(source.name, source.arguments, seed=0, folder=folder)
    # Where the classes are known without the data, their images or rows need not be loaded.
    known = facts.label_form == "classes" and facts.classes is not None
    splits = None if known else load_data(source.name, source.arguments, seed=0, folder=folder)
    units, activation, loss, metric, meaning = _ending(facts, splits)
    last = f"Dense: {{units: {units}, activation: {activation}}}" if activation else f"Dense: {units}"
    shares = "".join(
        f"  {split}: {VALIDATION}              # a tenth of the training rows\n"
        for split in ("validation", "test")
        if split not in facts.rows
    )
    dtype = "  dtype: string\n" if facts.dtype == "string" else ""
    layers = [*(_words(facts) if dtype else [*_scaling(facts, splits), *_body(facts.shape)]), last]
    stack = "\n".join(f"    - {layer}" for layer in layers)
    rows = ", ".join(f"{count:,} {split}" for split, count in facts.rows.items())
    warnings = "".join(f"# {warning}.\n" for warning in facts.warnings)
    return f"""\
# {data.name}: {rows} rows of shape {list(facts.shape)}; {meaning}.
{warnings}# A first guess that trains as it is; `kerasrun validate` checks every change.
name: {_quote(_name(data))}
seed: 0

data:
{_source(source)}{shares}
model:
{dtype}  layers:
{stack}

compile:
  optimizer: {{Adam: {{learning_rate: 0.001}}}}
  loss: {loss}
  metrics: [{metric}]

fit: {{epochs: 20, batch_size: 32}}
"""


def _source(source: SourceSpec) -> str:
    """Return the lines of the source, without the arguments that are their defaults."""
    fields = source.arguments.model_dump(exclude_defaults=True)
    return textwrap.indent(format_spec({"source": {source.name: _short(fields)}}), "  ")


def _short(fields: dict[str, Any]) -> Any:
    return fields["path"] if list(fields) == ["path"] else fields


def _ending(facts: DataFacts, splits: Splits | None) -> tuple[int, str, str, str, str]:
    """Return units, activation, loss, metric of the last layer, and what the targets are, in words."""
    if splits is None:
        names = facts.class_names
        if len(names) == 2:
            return 1, "sigmoid", "binary_crossentropy", "accuracy", f"0 is {names[0]}, 1 is {names[1]}"
        meaning = f"{len(names)} classes, from {names[0]} to {names[-1]}"
        return len(names), "softmax", "categorical_crossentropy", "accuracy", meaning
    classes = count_classes(splits)
    if classes is not None and facts.target_shape:
        meaning = f"{classes} classes as one-hot rows"
        return classes, "softmax", "categorical_crossentropy", "accuracy", meaning
    if classes is not None:
        least = int(min(examples.targets.min() for _, examples in splits.items()))
        if least >= 0 and classes <= 2:
            return 1, "sigmoid", "binary_crossentropy", "accuracy", "labels 0 and 1"
        # Whole numbers that hardly repeat, or below 0, are counts or amounts rather than classes.
        if least >= 0 and classes <= len(splits.train) / 2:
            return classes, "softmax", "categorical_crossentropy", "accuracy", f"{classes} classes"
    whole = splits.train.targets.dtype.kind in "iu"
    if whole and len(facts.target_shape) == 1 and _zeros_and_ones(splits):
        labels = facts.target_shape[0]
        return labels, "sigmoid", "binary_crossentropy", "binary_accuracy", f"{labels} labels 0 and 1 a row"
    if len(facts.target_shape) > 1 or (facts.target_shape and whole):
        raise UsageError(
            f"the targets have the shape {list(facts.target_shape)} per example: no template fits them",
            "start from `kerasrun init lstm` or `kerasrun init vgg` and write the last layers for them",
        )
    outputs = facts.target_shape[-1] if facts.target_shape else 1
    return outputs, "", "mse", "mae", f"{outputs} number{'s' if outputs > 1 else ''} to predict"


def _zeros_and_ones(splits: Splits) -> bool:
    return all(0 <= examples.targets.min() and examples.targets.max() <= 1 for _, examples in splits.items())


def _scaling(facts: DataFacts, splits: Splits | None) -> list[str]:
    """Return the layer that brings the inputs near -1 to 1, where they are not."""
    if facts.dtype == "uint8":
        return ["Rescaling: {scale: 0.00392156862745098}   # bytes 0..255 to 0..1"]
    inputs = splits.train.inputs if splits else None
    if inputs is None or max(abs(float(inputs.min())), abs(float(inputs.max()))) > 1:
        return [
            "Normalization                             # learns mean and variance from the training split"
        ]
    return []


def _words(facts: DataFacts) -> list[str]:
    """Return the layers of a model of texts, all but the last."""
    if facts.shape != (1,):
        raise UsageError(
            f"expected one text a row, received rows of shape {list(facts.shape)}", "join the texts of a row"
        )
    return [
        f"TextVectorization: {{max_tokens: {VOCABULARY}, output_sequence_length: {TEXT_LENGTH}}}",
        f"Embedding: {{input_dim: {VOCABULARY}, output_dim: 32}}",
        "GlobalAveragePooling1D",
    ]


def _body(shape: tuple[int, ...]) -> list[str]:
    """Return the layers between scaling and the last one."""
    if len(shape) == 1:
        return ["Dense: {units: 64, activation: relu}", "Dense: {units: 64, activation: relu}"]
    if len(shape) == 2 and shape[0] != shape[1]:
        return ["LSTM: {units: 32, return_sequences: true}", "LSTM: 32"]
    if len(shape) > 3 or min(shape[:2]) < 8:
        return ["Flatten", "Dense: {units: 64, activation: relu}"]
    channel_axis = [f"Reshape: {[*shape, 1]}"] if len(shape) == 2 else []
    return [
        *channel_axis,
        "Conv2D: {filters: 32, kernel_size: 3, activation: relu}",
        "MaxPooling2D: 2",
        "Conv2D: {filters: 64, kernel_size: 3, padding: same, activation: relu}",
        "MaxPooling2D: 2",
        "Flatten",
        "Dropout: 0.5",
    ]


def _quote(text: str) -> str:
    """Return the text as YAML, in quotes where it would not read as text without them."""
    try:
        plain = _PLAIN.fullmatch(text) is not None and parse_scalar(text) == text
    except ScalarError:
        plain = False
    return text if plain else json.dumps(text)


def _name(data: pathlib.Path) -> str:
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in data.stem)
    return kept.strip("-")[:64] or "experiment"
