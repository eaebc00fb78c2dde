"""`explain SPEC:LINE`: what stands on a line of a spec, with numbers for a layer, and the articles on it.

In: a file and a line. Out: a Line, plain values that the screen and `--json` draw.
"""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from pydantic import BaseModel

from kerasrun.analysis.layer.rule import Shape
from kerasrun.analysis.step import Step
from kerasrun.analysis.working import Working, work_out
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.legacy.flow import flow
from kerasrun.errors import Path, UsageError, format_path
from kerasrun.job.explain import Explanation, explain_entry
from kerasrun.job.load import check_spec, load_spec
from kerasrun.source.document import Document
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.docstring import field_docs
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.model import RepeatSpec
from kerasrun.spec.object import ObjectSpec


@dataclass(frozen=True)
class Weight:
    """One weight of a layer."""

    name: str
    shape: tuple[int, ...]
    size: int
    trainable: bool


@dataclass(frozen=True)
class WorkedLayer:
    """A layer on the line with its numbers."""

    index: int
    """Its place in the stack, repeats written out, counted from 0."""
    type: str
    sentence: str
    input_shape: Shape | None
    """One example, without the batch axis."""
    output_shape: Shape | None
    weights: tuple[Weight, ...]
    parameters: int
    flops: int | None
    """Of one forward pass of one example, a multiply-add counted as 2."""
    workings: tuple[Working, ...]


@dataclass(frozen=True)
class Line:
    """What stands on one line of a spec."""

    file: str
    line: int
    text: str
    """The line as it is written, without its indent."""
    path: str
    """Where in the spec it stands, such as `model.layers[0]`."""
    doc: str | None
    """What the key on the line is for; None where an object stands there."""
    layers: tuple[WorkedLayer, ...]
    """The layers on the line; inside a repeat each of them once per round."""
    explanations: tuple[Explanation, ...]


def explain_line(path: str | pathlib.Path, line: int, *, allowed: Sequence[pathlib.Path] = ()) -> Line:
    """Return what stands on the line, counted from 1, of the spec at `path`.

    Args:
        path: a .yaml file.
        line: of that file; a line inside an object stands for the object.
        allowed: folders outside the project that data may come from.

    Raises:
        SpecError: the spec is wrong.
        DataError: its data source cannot be described.
        UsageError: there is nothing on that line.
    """
    spec = load_spec(path, allowed=allowed)
    # What only a lint finds wrong, or this machine too small for, is explained all the same.
    steps = check_spec(spec, allowed=allowed, force=True, max_memory=sys.maxsize).analysis.steps
    document = spec.document
    lines = document.texts[document.file].removesuffix("\n").split("\n")
    if not 1 <= line <= len(lines):
        raise UsageError(f"expected a line from 1 to {len(lines)} of {document.file}, received {line}")
    marked = _marked(document, line)
    if not marked:
        raise UsageError(f"nothing stands on line {line} of {document.file}", _nearest(steps, document, line))
    objects = dict(_objects(spec, ()))
    paths = _on_line(objects, marked)
    # What stands inside a layer shows that layer's numbers.
    worked = [
        _work(index, step)
        for place in paths
        for index, step in enumerate(steps)
        if place[1 : 1 + len(step.placed.path)] == step.placed.path
    ]
    return Line(
        document.file,
        line,
        lines[line - 1].strip(),
        format_path(_shared(paths or marked[:1])),
        None if paths else _doc(spec, marked[0]),
        tuple(worked),
        tuple(_explain(objects[place]) for place in paths),
    )


def _objects(value: Any, path: Path) -> Iterator[tuple[Path, ObjectSpec]]:
    """Yield every Keras object of a spec with its path, those inside others after them."""
    if isinstance(value, ObjectSpec):
        yield path, value
        for name, argument in value.arguments.items():
            yield from _objects(argument, (*path, value.name, name))
    elif isinstance(value, SourceSpec):
        yield from _objects(value.arguments, (*path, value.name))
    elif isinstance(value, BaseModel):
        inner = (*path, "repeat") if isinstance(value, RepeatSpec) else path
        for name in type(value).model_fields:
            yield from _objects(getattr(value, name), (*inner, name))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _objects(item, (*path, index))


def _marked(document: Document, line: int) -> list[Path]:
    """Return the paths of the keys that begin on the line, then of the values, the outermost first."""
    return [
        path
        for marks in (document.keys, document.values)
        for path in sorted(marks, key=len)
        if marks[path].line == line and marks[path].file == document.file
    ]


def _on_line(objects: Mapping[Path, ObjectSpec], marked: Sequence[Path]) -> list[Path]:
    """Return the paths of the outermost objects that begin on the line, else of the innermost around it."""
    begin = [path for path in objects if path in marked]
    outer = [path for path in begin if not any(path[: len(other)] == other != path for other in begin)]
    around = {path[:end] for path in marked for end in range(len(path)) if path[:end] in objects}
    return outer or sorted(around, key=len)[-1:]


def _shared(paths: Sequence[Path]) -> Path:
    """Return the part of the paths that is common to all."""
    first, last = min(paths, key=_order), max(paths, key=_order)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return tuple(part for part, _ in same)


def _order(path: Path) -> tuple[str, ...]:
    return tuple(map(str, path))


def _doc(spec: ExperimentSpec, path: Path) -> str:
    """Return what the key that ends `path` is for, or the nearest key around it that says so."""
    doc = ""
    node: Any = spec
    for part in path:
        if isinstance(node, SourceSpec):
            doc = " ".join((type(node.arguments).__doc__ or "").split()) if part == node.name else doc
            node = node.arguments
        elif isinstance(node, RepeatSpec) and part == "repeat":
            doc = " ".join((RepeatSpec.__doc__ or "").split())
        elif isinstance(node, BaseModel):
            doc = field_docs(type(node)).get(str(part), doc)
            node = getattr(node, str(part), None)
        elif isinstance(node, list | tuple) and isinstance(part, int):
            node = node[part]
        else:
            break
    return doc


def _nearest(steps: Sequence[Step], document: Document, line: int) -> str | None:
    """Return a hint that names the layers nearest to the line."""
    places = {document.line(("model", *step.placed.path)): step.placed.layer.name for step in steps}
    known = sorted((abs(place - line), place) for place in places if place is not None)[:2]
    if not known:
        return None
    named = " and ".join(f"line {place} ({places[place]})" for place in sorted(place for _, place in known))
    return f"the nearest layers: {named}"


def _work(index: int, step: Step) -> WorkedLayer:
    outcome = step.outcome
    weights = outcome.weights if outcome else ()
    return WorkedLayer(
        index,
        step.placed.layer.keras_name,
        outcome.sentence if outcome else "",
        step.input_shape,
        step.output_shape,
        tuple(Weight(weight.name, weight.shape, weight.size, weight.trainable) for weight in weights),
        outcome.parameters if outcome else 0,
        outcome.flops if outcome else None,
        work_out(step),
    )


def _explain(layer: ObjectSpec) -> Explanation:
    entry = catalogue.entry(layer.kind, layer.name)
    assert entry is not None
    return explain_entry(entry, {name: flow(_plain(value)) for name, value in layer.arguments.items()})


def _plain(value: Any) -> Any:
    """Return an argument as a spec writes it, objects by their names alone."""
    if isinstance(value, ObjectSpec):
        return value.name
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
