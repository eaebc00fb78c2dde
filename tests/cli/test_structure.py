from __future__ import annotations

import io

import pytest
from rich.console import Console

from kerasrun.analysis.memory import Memory
from kerasrun.analysis.structure import LayerStructure, Structure
from kerasrun.cli.structure import render_structure, render_totals


def layer(index: int, name: str = "dense", **facts: object) -> LayerStructure:
    plain = {"line": 3 + index, "output_shape": (None, 8, 8, 4), "parameters": 7, "trainable_parameters": 7}
    return LayerStructure(index, name, "Dense", **{**plain, **facts})  # type: ignore[arg-type]


def structure(*layers: LayerStructure, batch: int | None = None, memory: Memory | None = None) -> Structure:
    return Structure("m", (batch, 8, 8, 3), (batch, 2), layers, 32, memory)


def drawn(model: Structure, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(render_structure(model, console))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


FULL = layer(0, flops=5000, training_bytes=2048, receptive_field=(3, 5))


@pytest.mark.parametrize(
    ("width", "heads"),
    [
        (
            120,
            ["line", "layer", "type", "output", "shape", "parameters", "share", "FLOPs", "memory", "field"],
        ),
        (66, ["line", "layer", "output", "shape", "parameters", "FLOPs", "memory", "field"]),
        (58, ["line", "layer", "output", "shape", "parameters", "FLOPs", "field"]),
        (40, ["line", "layer", "output", "shape", "parameters"]),
    ],
)
def test_what_has_no_room_is_left_out(width: int, heads: list[str]) -> None:
    assert drawn(structure(FULL, FULL), width).splitlines()[2].split() == heads


def test_columns_without_a_value_are_left_out() -> None:
    heads = drawn(structure(layer(0, line=None, parameters=0))).splitlines()[2].split()
    assert heads == ["layer", "type", "output", "shape", "parameters"]


def test_cells() -> None:
    row = drawn(structure(FULL, layer(1, parameters=21, round=2))).splitlines()
    assert row[4].split() == ["3", "dense", "Dense", "8x8x4", "7", "25.0%", "5.0", "k", "2.0", "KiB", "3x5"]
    assert row[5].split() == ["4", "#2", "dense", "Dense", "8x8x4", "21", "75.0%", "?"]
    assert "?" in drawn(structure(layer(0, output_shape=None)))
    assert drawn(structure(FULL, layer(1))).splitlines()[5].split()[-1] == "?"
    assert drawn(structure(FULL, layer(1, flops=0))).splitlines()[5].split()[-1] == "50.0%"
    assert "all" in drawn(structure(layer(0, receptive_field="all")))


def test_a_name_of_its_own_keeps_the_type_where_there_is_no_room() -> None:
    text = drawn(structure(layer(0, "dense_12"), layer(1, "output")), 46)
    assert "type" not in text
    assert "dense_12 Dense" not in text
    assert "output Dense" in text


def test_names_are_shown_as_they_are() -> None:
    assert "[red]x" in drawn(structure(layer(0, "[red]x")))


def test_totals() -> None:
    memory = Memory(1024, 1024, 0, 4096, data=2**20)
    model = structure(
        layer(0, flops=640, activation_bytes=4),
        layer(1, flops=0, activation_bytes=4, parameters=93, trainable_parameters=90),
        memory=memory,
    )
    assert render_totals(model).plain.splitlines() == [
        "100 parameters: 97 trainable, 3 not",
        "the Dense in line 4 holds 93.0 % of the parameters",
        "640 FLOPs for one forward pass of one example",
        "memory of training at batch size 32: about 601 MiB (601 MiB to 602 MiB)",
        "weights 1.0 KiB, gradients 1.0 KiB, activations 4.0 KiB, data 1.0 MiB, TensorFlow 600 MiB",
    ]


def test_totals_of_what_is_known() -> None:
    model = structure(layer(0, "a", line=None, parameters=9), layer(1, parameters=1, trainable_parameters=1))
    assert render_totals(model).plain.splitlines() == [
        "10 parameters: 8 trainable, 2 not",
        "the Dense 'a' holds 90.0 % of the parameters",
    ]
    forward = structure(layer(0, flops=2 * 10**9), memory=Memory(4, 0, 0, 4))
    lines = render_totals(forward).plain.splitlines()
    assert lines[1] == "2.0 GFLOPs for one forward pass of one example"
    assert lines[2].startswith("memory of training at batch size 32, without gradients: about 600 MiB")


def test_what_is_not_counted_is_told() -> None:
    memory = Memory(1024, 1024, 0, 4096)
    told = "not counted: what is kept of outputs whose size differs from batch to batch"
    assert told in render_totals(structure(FULL, memory=memory)).plain
    known = structure(layer(0, activation_bytes=4), memory=memory)
    assert told not in render_totals(known).plain
    assert told not in render_totals(structure(FULL)).plain


def test_signs_are_explained() -> None:
    lines = render_totals(structure(layer(0), layer(1, round=2, receptive_field=(3,)))).plain.splitlines()
    assert lines[-2] == "#2: the second round of a repeat"
    assert lines[-1].startswith("field: the receptive field")


def test_names_take_the_room_there_is() -> None:
    model = structure(layer(0, "global_max_pooling2d"), FULL)
    assert "global_max_pooling2d" in drawn(model, 72)
    assert "global_max_pooli" in drawn(model, 66)
