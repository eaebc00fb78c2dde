from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec
from kerasrun.spec.resolve import format_spec, resolve_spec

TEXT = """\
name: all
seed: 3
data:
  source: {synthetic: {task: noise, shape: [4], classes: 2, soft: true}}
  validation: 0.1
model:
  input_shape: [4]
  dtype: int32
  layers:
    - repeat: {times: 2, layers: [{Dense: {units: 3, activation: relu, name: d}}]}
    - MaxPool2D
    - Bidirectional: {layer: {LSTM: {units: 3, kernel_regularizer: l2}}}
    - Dropout: 0.5
compile:
  optimizer:
    SGD:
      learning_rate: {ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 1e-6}}
  loss: mse
  metrics: [accuracy, {AUC: {name: a}}, {formula: 'mean(y_pred)', name: m}, {python: 'm.py:f'}]
fit: {epochs: 2, class_weight: {0: 1.0, 1: 2.0}, callbacks: [EarlyStopping, CSVLogger]}
runtime: {jit: false, threads: 2}
expect: {test.loss: '< 1e-6', train.accuracy: '>= .5'}
"""


def resolved(text: str) -> dict[str, Any]:
    spec = parse_spec(parse_document(text, "f.yaml"))
    return resolve_spec(spec, data_path=lambda path: f"data/{path}", code_path=lambda path: f"code/{path}")


def test_resolving_twice_changes_nothing() -> None:
    text = format_spec(resolved(TEXT))
    again = parse_spec(parse_document(text, "other.yaml"))
    plain = resolve_spec(again, data_path=lambda path: path, code_path=lambda path: path)
    assert plain == resolved(TEXT)


def test_defaults_are_filled_in() -> None:
    plain = resolved(TEXT)
    assert plain["fit"]["batch_size"] == 32
    assert plain["model"]["layers"][3]["Dropout"]["rate"] == 0.5
    assert plain["model"]["layers"][1]["MaxPooling2D"]["pool_size"] == [2, 2]
    assert plain["compile"]["loss"] == "mse"
    assert plain["compile"]["metrics"][0] == "accuracy"
    assert plain["compile"]["optimizer"]["SGD"]["nesterov"] is False
    assert plain["expect"] == {"test.loss": "< 1e-06", "train.accuracy": ">= 0.5"}


def test_paths_are_moved() -> None:
    plain = resolved(
        "data: {source: {npz: a.npz}}\nmodel: {layers: [Flatten]}\ncompile: {loss: {python: 'm.py:f'}}\n"
    )
    assert plain["data"]["source"] == {"npz": {"path": "data/a.npz"}}
    assert plain["compile"]["loss"] == {"python": "code/m.py:f"}


def test_arguments_beside_a_path_stay() -> None:
    plain = resolved(
        "data:\n"
        "  source: {csv: {path: a.csv, label: y, features: [b, c], separator: tab}}\n"
        "  validation: {images: {path: photos, size: [8, 9]}}\n"
        "model: {layers: [Flatten]}\n"
    )
    assert plain["data"]["source"] == {
        "csv": {
            "path": "data/a.csv",
            "label": "y",
            "features": ["b", "c"],
            "separator": "tab",
            "missing": "error",
        }
    }
    assert plain["data"]["validation"] == {"images": {"path": "data/photos", "size": [8, 9], "color": "rgb"}}


def test_an_argument_the_run_decides_is_left_out() -> None:
    assert "filename" not in resolved(TEXT)["fit"]["callbacks"][1].get("CSVLogger", {})


@pytest.mark.parametrize(
    "value",
    [
        "1e-3", "010", "0x10", "null", "~", "", "true", "yes", "no", "12:30", "1_000", ".inf", "<<",
        "a: b", "- a", "'", '"', "@x", "&a", "*a", "!x", "a\nb", "\t", " a ", "\u00e9",
        "x" * 300, 1e-6, 1e300, 3, -0.5, True, None, [], {}, [1, [2]], {"a": {"b": [None, "1"]}},
    ],
)  # fmt: skip
def test_text_is_read_back_as_it_was(value: Any) -> None:
    document = parse_document(format_spec({"key": value}), "f.yaml")
    assert document.issues == ()
    assert document.data == {"key": value}


def test_anchors_are_not_written(parse: Callable[[str], Any]) -> None:
    shared = [1, 2]
    assert "&" not in format_spec({"a": shared, "b": shared})
