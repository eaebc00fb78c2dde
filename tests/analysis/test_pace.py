from __future__ import annotations

import pytest

from kerasrun.analysis.analyse import analyse
from kerasrun.analysis.pace import Pace, choose_pace
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec

SPEC = """\
model: {{input_shape: {shape}, layers: [{layers}, Dense: {{units: 10, activation: softmax}}]}}
compile: {{loss: categorical_crossentropy, {compile}}}
fit: {{batch_size: 32, {fit}}}
runtime: {{{runtime}}}
"""


def pace(
    layers: str,
    rows: int = 20_000,
    *,
    shape: str = "[100]",
    compile: str = "metrics: []",
    fit: str = "epochs: 100",
    runtime: str = "jit: auto",
    gpu: bool = False,
) -> Pace:
    text = SPEC.format(layers=layers, shape=shape, compile=compile, fit=fit, runtime=runtime)
    spec = parse_spec(parse_document(text, "f"))
    return choose_pace(spec, analyse(spec, None).steps, rows, gpu=gpu)


DENSE = "Dense: {units: 32, activation: relu}"
CNN = "Conv2D: {filters: 32, kernel_size: 3}, Flatten"
LSTM = "LSTM: {units: 32, return_sequences: true}, LSTM: 32"


def test_many_small_steps_pay_for_xla() -> None:
    assert pace(DENSE).jit
    assert not pace(DENSE, fit="epochs: 1").jit
    assert pace(LSTM, shape="[8, 16]").jit
    assert not pace(LSTM, rows=1000, shape="[8, 16]", fit="epochs: 5").jit


def test_a_long_sequence_compiles_no_longer_and_pays_sooner() -> None:
    options = {"rows": 3000, "fit": "epochs: 5"}
    assert not pace(LSTM, shape="[8, 16]", **options).jit  # type: ignore[arg-type]
    assert pace(LSTM, shape="[80, 16]", **options).jit  # type: ignore[arg-type]


def test_convolutions_stay_a_graph_on_a_cpu() -> None:
    assert not pace(CNN, shape="[28, 28, 1]").jit
    assert pace(CNN, shape="[28, 28, 1]", gpu=True).jit


@pytest.mark.parametrize(
    ("options", "jit"),
    [
        ({"runtime": "jit: true", "fit": "epochs: 1"}, True),
        ({"runtime": "jit: false"}, False),
        ({"runtime": "jit: true, deterministic: true"}, False),
        ({"compile": "run_eagerly: true", "runtime": "jit: true"}, False),
    ],
)
def test_the_spec_has_the_last_word(options: dict[str, str], jit: bool) -> None:
    assert pace(DENSE, **options).jit is jit  # type: ignore[arg-type]


def test_tables_and_text_are_not_compiled() -> None:
    assert not pace(f"Discretization: {{num_bins: 4}}, {DENSE}", gpu=True).jit


def test_chunks_hide_python_and_stay_short() -> None:
    small, large = pace(DENSE), pace(CNN, shape="[100, 100, 3]")
    assert 100 < small.chunk <= 625
    assert 1 <= large.chunk < 10
    assert pace(DENSE, rows=64).chunk == 2


@pytest.mark.parametrize(
    "options",
    [
        {"compile": "run_eagerly: true"},
        {"fit": "callbacks: [ModelCheckpoint: {save_freq: 10}]"},
        {"fit": "callbacks: [TensorBoard: {update_freq: batch}]"},
    ],
)
def test_who_needs_single_batches_gets_them(options: dict[str, str]) -> None:
    assert pace(DENSE, **options).chunk == 1  # type: ignore[arg-type]


def test_callbacks_of_epochs_do_not_need_them() -> None:
    assert pace(DENSE, fit="callbacks: [ModelCheckpoint, TerminateOnNaN, TensorBoard]").chunk > 1


def test_steps_per_execution_is_the_chunk() -> None:
    assert pace(DENSE, compile="steps_per_execution: 7").chunk == 7
