from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.analysis.lint.conftest import find_issues

SPEC = """\
data: {{source: {source}}}
model:
  layers:
    {layers}
compile:
  loss: {loss}
"""
FIRST = 4
"""The line of the first layer."""
TWO = "{synthetic: {task: regression, shape: [20], outputs: 2}}"
NUMBERS = "{synthetic: {task: regression, shape: [20]}}"
WAVES = "{synthetic: {task: classification, shape: [8, 4], classes: 3}}"
FORECAST = "{synthetic: {task: sequence, shape: [8, 4]}}"
PICTURES = "{synthetic: {task: classification, shape: [8, 8, 3], classes: 3}}"
SOFT = "{synthetic: {task: noise, shape: [8, 4], classes: 3, soft: true}}"
UNIT = "{synthetic: {task: noise, shape: [20], outputs: 1}}"
SEQUENCE = "LSTM: {units: 8, return_sequences: true}"
SOFTMAX = "Dense: {units: 3, activation: softmax}"
CONV = "Conv2D: {filters: 4, kernel_size: 3, activation: relu}"
CATEGORICAL = "categorical_crossentropy"
SPARSE = "sparse_categorical_crossentropy"


def lint(source: str, layers: str, loss: str, file: str = "f") -> list[tuple[str, int]]:
    """Return the code and line of every issue; `layers` are separated by semicolons, each gets a line."""
    text = "\n    ".join(f"- {layer.strip()}" for layer in layers.split(";"))
    issues = find_issues(SPEC.format(source=source, layers=text, loss=loss), file)
    return [(issue.code, issue.mark.line if issue.mark else 0) for issue in issues]


@pytest.mark.parametrize(
    ("code", "source", "layers", "loss", "line"),
    [
        ("KR317", TWO, "Dense: {units: 8, activation: relu}; Dense: 1", "mse", FIRST + 1),
        ("KR317", NUMBERS, "Dense: 3", "mae", FIRST),
        ("KR317", NUMBERS, "Dense: 10", "{formula: mean((y_true - y_pred) ** 2)}", FIRST),
        ("KR317", SOFT, "Flatten; Dense: {units: 4, activation: softmax}", CATEGORICAL, FIRST + 1),
        ("KR318", PICTURES, SOFTMAX, CATEGORICAL, FIRST),
        ("KR318", PICTURES, f"{CONV}; MaxPooling2D: 2; {SOFTMAX}", SPARSE, FIRST + 2),
        ("KR318", PICTURES, "Conv2D: {filters: 3, kernel_size: 8, activation: softmax}", CATEGORICAL, FIRST),
        ("KR318", SOFT, SOFTMAX, CATEGORICAL, FIRST),
        ("KR318", FORECAST, "Dense: 1", "mse", FIRST),
        ("KR319", WAVES, f"{SEQUENCE}; {SOFTMAX}", CATEGORICAL, FIRST),
        ("KR319", FORECAST, f"{SEQUENCE}; {SEQUENCE}; Dense: 1", "mse", FIRST + 1),
        ("KR319", SOFT, f"{SEQUENCE}; TimeDistributed: {{layer: {{{SOFTMAX}}}}}", CATEGORICAL, FIRST),
        ("KR319", WAVES, f"Bidirectional: {{layer: {{{SEQUENCE}}}}}; {SOFTMAX}", CATEGORICAL, FIRST),
        ("KR320", NUMBERS, "Dense: {units: 1, activation: sigmoid}", "mse", FIRST),
        ("KR320", NUMBERS, "Dense: 1; ReLU", "mae", FIRST + 1),
        ("KR320", "california_housing", "Dense: {units: 1, activation: tanh}", "huber", FIRST),
        ("KR320", FORECAST, "LSTM: 1", "mse", FIRST),
        ("KR320", FORECAST, "LSTM: 4; Dense: {units: 1, activation: tanh}; Reshape: [1]", "mse", FIRST + 1),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_line(code: str, source: str, layers: str, loss: str, line: int) -> None:
    assert [issue for issue in lint(source, layers, loss) if issue[0] == code] == [(code, line)]


@pytest.mark.parametrize(
    ("source", "layers", "loss"),
    [
        (TWO, "Dense: 2", "mse"),
        (NUMBERS, "Dense: {units: 8, activation: tanh}; Dense: 1", "mse"),
        (NUMBERS, "Dense: {units: 1, activation: tanh}; Rescaling: 10", "mse"),
        (NUMBERS, "Dense: {units: 1, activation: selu}", "mse"),
        ("california_housing", "Dense: 8; ReLU; Dense: 1; ReLU", "mae"),
        (UNIT, "Dense: {units: 1, activation: sigmoid}", "mse"),
        (UNIT, "Dense: {units: 1, activation: relu}", "mse"),
        (WAVES, f"{SEQUENCE}; LSTM: 4; {SOFTMAX}", CATEGORICAL),
        (WAVES, f"{SEQUENCE}; GlobalMaxPooling1D; {SOFTMAX}", SPARSE),
        (WAVES, f"{SEQUENCE}; Flatten; {SOFTMAX}", CATEGORICAL),
        (PICTURES, f"{CONV}; GlobalAveragePooling2D; {SOFTMAX}", CATEGORICAL),
        (PICTURES, f"{CONV}; Flatten; {SOFTMAX}", CATEGORICAL),
        (WAVES, "Dense: 3", "{CTC: {}}"),
    ],
)  # fmt: skip
def test_outputs_that_look_like_the_targets(source: str, layers: str, loss: str) -> None:
    assert lint(source, layers, loss) == []


UPSAMPLED = "Conv2D: {filters: 1, kernel_size: 3, padding: same, activation: sigmoid}"
MASKS = "Conv2D: {filters: 3, kernel_size: 1, activation: softmax}"


@pytest.mark.parametrize(
    ("shape", "targets", "dtype", "layers", "loss", "codes"),
    [
        # Autoencoders.
        ((8, 8, 1), (8, 8, 1), "f4", UPSAMPLED, "binary_crossentropy", []),
        ((8, 8, 1), (8, 8, 1), "f4", UPSAMPLED, "mse", []),
        ((8, 8, 3), (8, 8, 3), "f4", UPSAMPLED, "mse", ["KR317"]),
        ((8, 8, 1), (8, 8, 1), "f4", f"MaxPooling2D: 2; {UPSAMPLED}", "mse", ["KR317"]),
        ((64,), (8, 8), "f4", "Dense: {units: 64, activation: sigmoid}", "mse", ["KR317"]),
        ((64,), (8, 8), "f4", "Dense: {units: 64, activation: sigmoid}; Reshape: [8, 8]", "mse", []),
        # A class for each pixel or step: ids, ids with an axis of their own, one-hot rows.
        ((8, 8, 3), (8, 8), "i4", MASKS, SPARSE, []),
        ((8, 8, 3), (8, 8, 1), "i4", MASKS, SPARSE, []),
        ((8, 8, 3), (8, 8, 3), "f4", MASKS, CATEGORICAL, []),
        ((8, 8, 3), (4, 4), "i4", MASKS, SPARSE, ["KR317"]),
        ((5, 4), (5,), "i4", f"{SEQUENCE}; {SOFTMAX}", SPARSE, []),
        ((5, 4), (5, 1), "f4", f"{SEQUENCE}; Dense: 1", "mse", []),
        ((5, 4), (5, 2), "f4", f"{SEQUENCE}; Dense: 2", "mse", []),
        ((5, 4), (5, 1), "f4", "LSTM: 8; Dense: 1", "mse", ["KR317"]),
        # Several targets a row.
        ((4,), (6,), "f4", "Dense: {units: 6, activation: sigmoid}", "binary_crossentropy", []),
        ((5, 4), (3,), "f4", f"{SEQUENCE}; Dense: 3", "mse", ["KR319"]),
    ],
)  # fmt: skip
def test_targets_with_axes(
    tmp_path: Path, shape: tuple[int, ...], targets: tuple[int, ...], dtype: str, layers: str, loss: str,
    codes: list[str],
) -> None:  # fmt: skip
    np.savez(tmp_path / "a.npz", x_train=np.zeros((2, *shape), "f4"), y_train=np.zeros((2, *targets), dtype))
    found = lint("{npz: a.npz}", layers, loss, str(tmp_path / "f.yaml"))
    assert [code for code, _ in found if code in ("KR317", "KR318", "KR319")] == codes


def test_targets_at_every_step(tmp_path: Path) -> None:
    for targets, first in (((5,), "write `units: 5` on the Dense in line 5, or "), ((5, 1), "")):
        np.savez(tmp_path / "a.npz", x_train=np.zeros((2, 5, 4), "f4"), y_train=np.zeros((2, *targets), "f4"))
        text = SPEC.format(source="{npz: a.npz}", layers="- LSTM: 8\n    - Dense: 1", loss="mse")
        issues = find_issues(text, str(tmp_path / "f.yaml"))
        hint = f"{first}set `return_sequences: true` on the LSTM in line 4, for a target at every step"
        assert [issue.hint for issue in issues if issue.code == "KR317"] == [hint]


@pytest.mark.parametrize(
    ("targets", "layers", "hint"),
    [
        ((8, 8), "- Dense: 64", "add `Reshape: [8, 8]` after the Dense in line 4"),
        ((3,), "- Dense: 2", "write `units: 3` on the Dense in line 4"),
        ((), "- Dense: 2", "write `units: 1` on the Dense in line 4"),
        (
            (4, 5, 6),
            "- Dense: 2",
            "change the layers up to the Dense in line 4, or save targets of the output's shape",
        ),
    ],
)
def test_the_way_to_another_shape(tmp_path: Path, targets: tuple[int, ...], layers: str, hint: str) -> None:
    np.savez(tmp_path / "a.npz", x_train=np.zeros((2, 4), "f4"), y_train=np.zeros((2, *targets), "f4"))
    text = SPEC.format(source="{npz: a.npz}", layers=layers, loss="mse")
    issues = find_issues(text, str(tmp_path / "f.yaml"))
    assert [issue.hint for issue in issues if issue.code == "KR317"] == [hint]
