from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

SPEC = """\
data: {{source: {source}}}
model:
  dtype: int32
  layers:
{layers}
    - Flatten
    - Dense: {{units: 1, activation: sigmoid}}
compile: {{loss: binary_crossentropy}}
runtime: {{jit: {jit}}}
"""
WORDS = "{imdb: {num_words: 500, maxlen: 20}}"
GAUSSIAN = "{synthetic: {task: binary, shape: [20]}}"
FRACTIONS = "{synthetic: {task: noise, shape: [20], classes: 2}}"


def table(rows: int, name: str = "Embedding") -> str:
    return f"{name}: {{input_dim: {rows}, output_dim: 4}}"


def found(find: Find, code: str, source: str, layers: list[str], jit: str = "auto") -> list[int]:
    """Return the lines of the findings of `code`; the first layer stands in line 5."""
    text = SPEC.format(source=source, jit=jit, layers="\n".join(f"    - {layer}" for layer in layers))
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


@pytest.mark.parametrize(
    ("source", "layers", "line"),
    [
        (WORDS, [table(499)], 5),
        (WORDS, ["Reshape: [4, 5]", table(10, "ReversibleEmbedding")], 6),
        (GAUSSIAN, ["Hashing: {num_bins: 100}", table(99)], 6),
        (GAUSSIAN, ["Discretization: {num_bins: 10}", table(8)], 6),
        (WORDS, ["IntegerLookup: {max_tokens: 1000}", table(500)], 6),
        (FRACTIONS, [table(100)], 5),
    ],
)
def test_ids_beyond_the_table(find: Find, source: str, layers: list[str], line: int) -> None:
    assert found(find, "KR360", source, layers) == [line]


@pytest.mark.parametrize(
    ("source", "layers"),
    [
        (WORDS, [table(500)]),
        (WORDS, [table(20000)]),
        (GAUSSIAN, ["Discretization: {num_bins: 10}", table(10)]),
        (WORDS, ["IntegerLookup", table(5)]),
        (FRACTIONS, ["Discretization: {num_bins: 10}", table(10)]),
    ],
)
def test_ids_that_fit_or_that_nobody_knows(find: Find, source: str, layers: list[str]) -> None:
    assert found(find, "KR360", source, layers) == []


@pytest.mark.parametrize(
    ("source", "layers"),
    [
        (WORDS, ["IntegerLookup", table(500)]),
        (GAUSSIAN, [table(500)]),
        (GAUSSIAN, ["Reshape: [4, 5]", table(500)]),
    ],
)
def test_xla_and_ids_that_nobody_checks(find: Find, source: str, layers: list[str]) -> None:
    assert found(find, "KR359", source, layers, "true") == [len(layers) + 8]


@pytest.mark.parametrize(
    ("source", "layers", "jit"),
    [
        (WORDS, [table(500)], "true"),
        (WORDS, ["IntegerLookup", table(500)], "auto"),
        (GAUSSIAN, ["Hashing: {num_bins: 100}", table(100)], "true"),
        (GAUSSIAN, ["Dropout: 0.1"], "true"),
    ],
)
def test_xla_and_ids_that_are_known(find: Find, source: str, layers: list[str], jit: str) -> None:
    assert found(find, "KR359", source, layers, jit) == []
