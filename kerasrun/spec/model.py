"""The `model` section: the input and the stack of layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field, model_validator

from kerasrun.catalogue.refused import refused_in_stack
from kerasrun.catalogue.rule import Integer
from kerasrun.errors import Path
from kerasrun.spec.base import SpecModel
from kerasrun.spec.object import ObjectSpec, parse_object
from kerasrun.spec.parsed import Parsed
from kerasrun.spec.problem import Problem, problems_error
from kerasrun.spec.ruled import Ruled
from kerasrun.spec.shape import SIZE, Shape

LAYER_LIMIT = 1_000
"""Most layers of a stack, repeats counted."""

InputDtype = Literal[
    "float16", "bfloat16", "float32", "float64", "uint8", "int8", "uint16", "int16", "int32", "int64", "bool",
    "string",
]  # fmt: skip


def _parse_item(value: Any) -> ObjectSpec | RepeatSpec:
    if value == "repeat" or (isinstance(value, dict) and list(value) == ["repeat"]):
        return _Repeat.model_validate(value if isinstance(value, dict) else {"repeat": None}).repeat
    name = next(iter(value), None) if isinstance(value, dict) else value
    reason = refused_in_stack(name) if isinstance(name, str) else None
    if reason:
        path: Path = (str(name),) if isinstance(value, dict) else ()
        raise problems_error(
            [Problem("KR106", f"{name} cannot stand in the stack", path, reason, at_key=bool(path))]
        )
    return parse_object("layer", value)


LayerList = Annotated[
    list[Annotated[Any, Parsed(_parse_item, "stacked_layer")]], Field(min_length=1, max_length=LAYER_LIMIT)
]


class RepeatSpec(SpecModel):
    """The same block of layers several times in a row, each time with weights of its own."""

    times: Annotated[int, Ruled(Integer(minimum=1, maximum=LAYER_LIMIT))]
    """How often the block stands in the stack."""
    layers: LayerList
    """The block: layers in the object form, or further repeats."""


class _Repeat(SpecModel):
    repeat: RepeatSpec


class PlacedLayer(NamedTuple):
    """One layer of the stack after repeats are written out, and where in the spec it stands."""

    layer: ObjectSpec
    path: Path
    name: str | None
    """The name the spec gives it; inside a repeat with the number of the round, `_1` first."""


class ModelSpec(SpecModel):
    """The stack of layers."""

    section: ClassVar[str] = "model"

    input_shape: Shape | None = None
    """Shape of one example without the batch axis, such as [28, 28, 1]; the data's where left out."""
    batch_size: Annotated[int, Ruled(SIZE)] | None = None
    """A fixed batch size on the input, which stateful recurrent layers need."""
    dtype: InputDtype = "float32"
    """Type of the input; int32 for token ids, string for text."""
    layers: LayerList
    """The layers from input to output, each in the object form; `repeat` writes a block several times."""

    @classmethod
    def _hint_at(cls, path: Path) -> str | None:
        if path[:1] == ("input_shape",):
            return "the sizes of one example without the batch axis, such as [28, 28, 1]"
        if path == ("layers",):
            return "write the layers as a list: `- Flatten`, `- Dense: 10`, each on a line of its own"
        return super()._hint_at(path)

    @model_validator(mode="after")
    def _check_stack(self) -> ModelSpec:
        problems: list[Problem] = []
        placed: list[PlacedLayer] = []
        for layer in self.placed_layers():
            if len(placed) == LAYER_LIMIT:
                message = f"expected at most {LAYER_LIMIT:,} layers, repeats written out, received more"
                raise problems_error([Problem("KR104", message, ("layers",), "lower `times`")])
            placed.append(layer)
        first: dict[str, Path] = {}
        wrong: set[Path] = set()
        for layer in placed:
            if layer.name is None:
                continue
            path = (*layer.path, layer.layer.name, "name")
            other = first.setdefault(layer.name, path)
            if other != path and path not in wrong:
                wrong.add(path)
                message = f"duplicate layer name {layer.name!r}"
                hint = "give each layer a name of its own"
                if "repeat" in (*path, *other):
                    hint += "; inside a `repeat`, names get the number of the round: `_1` first"
                problems.append(Problem("KR108", message, path, hint, other=other))
        if problems:
            raise problems_error(problems)
        return self

    def placed_layers(self) -> Iterator[PlacedLayer]:
        """Yield the layers in order, repeats written out; paths start below `model`."""
        yield from _place(self.layers, ("layers",), "")


def _place(items: Sequence[Any], path: Path, suffix: str) -> Iterator[PlacedLayer]:
    for index, item in enumerate(items):
        here = (*path, index)
        if isinstance(item, RepeatSpec):
            for round_number in range(1, item.times + 1):
                inner = f"{suffix}_{round_number}"
                yield from _place(item.layers, (*here, "repeat", "layers"), inner)
        else:
            name = item.arguments.get("name")
            yield PlacedLayer(item, here, f"{name}{suffix}" if name else None)
