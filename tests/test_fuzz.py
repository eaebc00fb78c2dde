"""Whatever the text: a spec, or a SpecError. Never another exception, never a long wait."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerasrun.cli.screen import render_error
from kerasrun.errors import DataError, SpecError
from kerasrun.job.load import check_spec, load_spec
from kerasrun.spec.experiment import ExperimentSpec

CONFIGS = Path(__file__).parents[1] / "configs"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(CONFIGS.glob("*.yaml"))]

# The same examples each time; as many again can be had with another seed.
fuzz = settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

PIECES = st.sampled_from(
    (
        "\t|\n|\r|\0|\x1b|\x85|\u2028|\ufeff|\u00a0|\u202e|:|: |- |? |[|]|{|}|,|#|&a |*a|!!int |!|'|\""
        "|\\|%YAML 1.1\n|---\n|...\n|<<: |@|`|>\n||\n|~|null|true|010|0x1F|1e999|.inf|.nan|-1|0|1.5|1:30"
        "|1_000|yes|units|name|layers|repeat|times|Dense|LSTM|Lambda|formula|python|extends|synthetic|shape"
        "|mse|relu|..|/|9999999999999999999999|\U0001f600|caf\u00e9"
    ).split("|")
)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A shipped spec with a few pieces cut, doubled, moved or put in."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.sampled_from([0, 0, 1, 2, 5, 20, 80])))
        middle = draw(st.one_of(PIECES, st.just(""), st.just(text[begin:end] * 2), st.text(max_size=3)))
        text = text[:begin] + middle + text[end:]
    return text


NAMES = st.sampled_from(
    """
    Dense Conv2D LSTM Flatten Dropout Reshape Bidirectional TimeDistributed Embedding Permute
    MaxPooling2D RNN Lambda GlobalAveragePooling2D BatchNormalization SGD adam mse accuracy AUC relu
    L2 EarlyStopping mnist-10k synthetic npz imdb glorot_uniform ExponentialDecay ModelCheckpoint
    Normalization StringLookup EinsumDense LSTMCell
    """.split()
)
KEYS = st.sampled_from(
    """
    version name seed data model compile fit runtime expect source validation test input_shape
    layers dtype repeat times optimizer loss metrics epochs batch_size callbacks class_weight units
    filters kernel_size strides layer formula python task shape classes outputs soft train path jit
    threads monitor test.accuracy learning_rate target_shape dims activation kernel_initializer
    steps_per_epoch bogus
    """.split()
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 70),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=True, allow_infinity=True),
    NAMES,
    st.sampled_from(
        ["valid", "same", ">= 0.5", "mean(y_pred)", "y_pred.x", "a.py:f", "../x", "val_loss", "auto", ""]
    ),
    st.text(max_size=5),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(NAMES, KEYS, st.integers(0, 3)), inner, max_size=4),
    ),
    max_leaves=12,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document with the right outline and anything in its places."""
    layers = draw(
        st.one_of(VALUES, st.lists(st.one_of(NAMES, st.dictionaries(NAMES, VALUES, max_size=2)), max_size=5))
    )
    sections: dict[Any, Any] = {
        "model": {"layers": layers, **draw(st.dictionaries(KEYS, VALUES, max_size=2))}
    }
    for name in draw(
        st.lists(st.sampled_from(["data", "compile", "fit", "runtime", "expect", "seed", "name"]))
    ):
        sections[name] = draw(st.one_of(st.dictionaries(KEYS, VALUES, max_size=4), VALUES))
    return yaml.safe_dump(sections, sort_keys=False, allow_unicode=draw(st.booleans()))


PARTS = [
    "fit",
    "model",
    "layers",
    "epochs",
    ".",
    "[0]",
    "[9]",
    "[",
    "=",
    "3",
    "a",
    "Dense",
    "compile",
    "{",
    "\n",
    "\0",
]


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path) -> None:
    # Some of the specs extend others.
    shutil.copytree(CONFIGS, tmp_path, dirs_exist_ok=True)


def load(text: str, folder: Path, overrides: Sequence[str] = ()) -> ExperimentSpec | None:
    """Load and check a spec; None where it is wrong and says so."""
    file = folder / "spec.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    begin = time.process_time()
    spec: ExperimentSpec | None = None
    screen = ""
    try:
        spec = load_spec(file, overrides)
        check_spec(spec, training=True)
    except (SpecError, DataError) as error:
        spec, screen = None, render_error(error).plain
    assert time.process_time() - begin < 2
    assert all(line.isprintable() for line in screen.split("\n"))
    return spec


@fuzz
@given(mutants())
def test_mutants_of_the_shipped_specs(tmp_path: Path, text: str) -> None:
    load(text, tmp_path)


@fuzz
@given(documents())
def test_documents_of_the_right_outline(tmp_path: Path, text: str) -> None:
    load(text, tmp_path)


@fuzz
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=8).map("".join), max_size=3))
def test_overrides(tmp_path: Path, overrides: list[str]) -> None:
    load(TEXTS[0], tmp_path, overrides)


def test_the_shipped_specs_themselves_pass(tmp_path: Path) -> None:
    assert len(TEXTS) > 5
    assert all(load(text, tmp_path) for text in TEXTS)
