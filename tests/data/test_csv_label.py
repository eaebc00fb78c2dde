from __future__ import annotations

import pytest

from kerasrun.data.csv_label import LabelColumn
from kerasrun.errors import DataError


def column(*labels: str) -> LabelColumn:
    seen = LabelColumn("a.csv", "y")
    for line, label in enumerate(labels, 2):
        seen.see(label, line)
    return seen


@pytest.mark.parametrize(
    ("labels", "form", "names"),
    [
        (("b", "a", "b"), "text", ("a", "b")),
        (("True", "False"), "text", ("False", "True")),
        (("0", "2", "-1"), "integers", ()),
        (("0", "1.5"), "numbers", ()),
        (("1.5", "2", "3e4"), "numbers", ()),
        (("1", "99999999999999999999"), "numbers", ()),
    ],
)
def test_the_form_follows_the_cells(labels: tuple[str, ...], form: str, names: tuple[str, ...]) -> None:
    seen = column(*labels)
    assert (seen.form, seen.class_names) == (form, names)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (("1", "2", "N/A"), "a.csv:4: expected a number in the label column 'y', as in the rows above"),
        (("1.5", "inf"), "a.csv:3: expected a number in the label column 'y'"),
        (("cat", "7"), "a.csv:3: expected text in the label column 'y', .* received '7'"),
    ],
)
def test_text_and_numbers_do_not_mix(labels: tuple[str, ...], message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        column(*labels)
    assert caught.value.hint
