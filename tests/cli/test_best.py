from __future__ import annotations

import pytest

from kerasrun.cli.best import best_epoch

NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("loss", [3.0, 1.0, 2.0], (1, 1.0)),
        ("val_loss", [1.0, 1.0], (0, 1.0)),
        ("val_accuracy", [0.1, 0.9, 0.9], (1, 0.9)),
        ("AUC", [0.5, 0.4], (0, 0.5)),
        ("mean_squared_error", [2.0, 1.0], (1, 1.0)),
        ("binary_crossentropy", [2.0, 1.0], (1, 1.0)),
        ("true_positives", [2.0, 1.0], (0, 2.0)),
        ("false_positives", [2.0, 1.0], (1, 1.0)),
        ("loss", [NAN, 2.0, NAN, 1.0], (3, 1.0)),
        ("loss", [NAN], None),
        ("loss", [], None),
        ("mean_pred", [0.1, 0.2], None),
    ],
)
def test_best_epoch(name: str, values: list[float], expected: tuple[int, float] | None) -> None:
    assert best_epoch(name, values) == expected
