from __future__ import annotations

import pytest

from kerasrun.data.class_weight import require_class_weight
from kerasrun.errors import DataError


def test_one_weight_per_class_passes() -> None:
    require_class_weight({0: 1.0, 1: 2.0, 2: 0.5}, classes=3)


def test_missing_and_unknown_classes_are_named_together() -> None:
    with pytest.raises(DataError) as caught:
        require_class_weight({0: 1.0, 3: 2.0}, classes=3)
    assert "no weight for class 1, 2 and a weight for class 3" in caught.value.message


def test_long_lists_are_cut() -> None:
    with pytest.raises(DataError, match=r"class 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, \.\.\.\.$"):
        require_class_weight({}, classes=1000)
