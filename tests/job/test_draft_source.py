from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from kerasrun.errors import DataError, UsageError
from kerasrun.job.draft_source import draft_source


def table(folder: Path, content: str, name: str = "t.csv") -> dict[str, Any]:
    (folder / name).write_text(content, "utf-8")
    source = draft_source(folder / name, folder)
    assert source.name == "csv"
    return source.arguments.model_dump(exclude_defaults=True)


def test_the_last_column_is_the_label(tmp_path: Path) -> None:
    assert table(tmp_path, "a,b,c\n1,2,x\n3,4,y\n") == {"path": "t.csv", "label": "c"}


@pytest.mark.parametrize(("mark", "separator"), [(";", ";"), ("\t", "tab"), ("|", "|")])
def test_the_separator_is_the_one_of_the_header(tmp_path: Path, mark: str, separator: str) -> None:
    content = "a,b,c\n1,2,x\n3,4,y\n".replace(",", mark)
    assert table(tmp_path, content, "t.tsv")["separator"] == separator


def test_columns_of_text_are_left_out(tmp_path: Path) -> None:
    found = table(tmp_path, "name,age,fare,alive\nAnn,3,,yes\nBob,4,7,no\nEve,5,8,yes\n")
    assert found == {"path": "t.csv", "label": "alive", "features": ["age", "fare"], "missing": "drop"}


def test_a_whole_table_drops_no_rows(tmp_path: Path) -> None:
    assert "missing" not in table(tmp_path, "a,b\n1,x\n2,y\n")


@pytest.mark.parametrize(("size", "side"), [((12, 12), 12), ((20, 10), 14), ((200, 300), 64)])
def test_small_images_keep_about_their_size(tmp_path: Path, size: tuple[int, int], side: int) -> None:
    for name in ("a", "b"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        (tmp_path / "photos" / name / "1.png").write_bytes(
            tf.io.encode_png(np.zeros((*size, 3), np.uint8)).numpy()
        )
    source = draft_source(tmp_path / "photos", tmp_path)
    assert source.name == "images"
    assert source.arguments.model_dump() == {"path": "photos", "size": [side, side], "color": "rgb"}


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("t.xlsx", UsageError, "expected a .npz or .csv file, or a folder of images, received 't.xlsx'"),
        ("photos", DataError, "photos: expected a folder, received no file of that name"),
        ("t.csv", DataError, "t.csv: expected a file, received no file of that name"),
    ],
)
def test_what_is_no_source(tmp_path: Path, name: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        draft_source(tmp_path / name, tmp_path)
