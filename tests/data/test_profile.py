from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples
from kerasrun.data.origin import Origin
from kerasrun.data.profile import Profile, find_drift, parse_profile, profile, require_scale
from kerasrun.errors import DataError

STREAM = np.random.default_rng(0)
TABLE = STREAM.normal([0, 5, -2], [1, 2, 0.1], size=(400, 3)).astype("float32")
IMAGES = STREAM.integers(0, 256, size=(50, 6, 6, 1)).astype("uint8")


def made(inputs: Any, columns: list[str] | None = None) -> Profile:
    found = profile(inputs, columns or [])
    assert found is not None
    return found


def require(inputs: Any, trained: Any) -> None:
    require_scale(ArrayExamples(inputs, inputs[:, :1], Origin("new.npz")), made(inputs), made(trained))


def test_a_table_is_known_by_column() -> None:
    found = made(TABLE, ["a", "b", "c"])
    assert found.columns == ["a", "b", "c"]
    assert found.mean == pytest.approx(TABLE.mean(axis=0), abs=1e-5)
    assert found.deviation == pytest.approx(TABLE.std(axis=0), rel=1e-4)
    assert (found.minimum, found.maximum) == (TABLE.min(), TABLE.max())
    assert found.scale == pytest.approx(np.sqrt((TABLE.astype("float64") ** 2).mean()))


def test_pixels_are_known_together() -> None:
    found = made(IMAGES)
    assert found.mean == pytest.approx([IMAGES.mean()])
    assert (found.dtype, found.minimum >= 0, found.maximum <= 255) == ("uint8", True, True)
    wide = np.ones((2, 1001), "float32")
    assert made(wide, [str(index) for index in range(1001)]).columns == []


def test_many_rows_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kerasrun.data.profile.MOST_ROWS", 100)
    rows = np.arange(1000, dtype="float32").reshape(-1, 1)
    assert made(rows).mean == pytest.approx([rows[::10].mean()])


def test_text_has_no_profile() -> None:
    assert profile(np.array([["a"], ["b"]])) is None


def test_a_profile_is_read_as_it_was_written() -> None:
    found = made(TABLE, ["a", "b", "c"])
    assert parse_profile(json.loads(json.dumps(found._asdict()))) == found
    assert parse_profile(None) is None
    assert parse_profile({"dtype": "float32"}) is None


@pytest.mark.parametrize("factor", [255, 1 / 255])
def test_another_scale_is_refused(factor: float) -> None:
    require(TABLE[:3], TABLE)
    with pytest.raises(DataError, match=r"^new.npz: expected inputs on the scale of the training data, -"):
        require(TABLE[:30] * factor, TABLE)


def test_few_rows_may_be_small_but_not_large() -> None:
    require(TABLE[:29] / 255, TABLE)
    with pytest.raises(DataError, match="expected inputs on the scale"):
        require(TABLE[:1] * 255, TABLE)


def test_fractions_in_place_of_bytes_are_refused() -> None:
    require(IMAGES.astype("float32"), IMAGES)
    with pytest.raises(
        DataError, match=r"expected whole numbers \(uint8\), .*received float64 with fractions"
    ):
        require(IMAGES / 255, IMAGES)
    with pytest.raises(DataError, match="on the whole 255 times as large"):
        require(IMAGES, IMAGES / 255)


def test_a_few_rows_of_zeros_are_no_other_scale() -> None:
    seldom = np.zeros((1000, 1), "float32")
    seldom[::500] = 1000
    require(seldom[1:20], seldom)
    require(seldom, np.zeros((3, 1)))


def test_the_same_data_does_not_drift() -> None:
    trained = made(TABLE)
    for rows in (1, 5, 40, 400):
        assert find_drift(made(TABLE[-rows:]), trained) == []
    assert find_drift(made(IMAGES[:20]), made(IMAGES)) == []


def test_drift_names_the_column_with_its_numbers() -> None:
    trained = made(TABLE, ["a", "b", "c"])
    moved = TABLE[:100] + np.array([0, 4, 0.3], "float32")
    drifts = find_drift(made(moved), trained)
    assert [drift.name for drift in drifts] == ["column 'c'", "column 'b'"]
    mean, deviation = moved[:, 1].mean(), moved[:, 1].std()
    expected = f"{TABLE[:, 1].mean():.4g} +- {TABLE[:, 1].std():.3g}"
    assert str(drifts[1]) == f"column 'b': {mean:.4g} +- {deviation:.3g}, in training {expected}"
    spread = TABLE[:100] * np.array([1, 1, 3], "float32") - np.array([0, 0, -4], "float32")
    assert [drift.name for drift in find_drift(made(spread), made(TABLE))] == ["input 2"]
    assert [drift.name for drift in find_drift(made(255 - IMAGES // 2), made(IMAGES))] == ["the inputs"]


def test_a_constant_column_that_changes_drifts() -> None:
    trained = made(np.ones((50, 1), "float32"))
    assert find_drift(made(np.ones((3, 1), "float32")), trained) == []
    assert len(find_drift(made(np.full((3, 1), 2, "float32")), trained)) == 1
