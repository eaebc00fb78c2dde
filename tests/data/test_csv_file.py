from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.data import csv_file
from kerasrun.data.examples import DataFacts
from kerasrun.data.fingerprint import fingerprint
from kerasrun.data.load import describe_data, load_data
from kerasrun.errors import DataError
from kerasrun.spec.source import CsvSpec

FLOWERS = "length,width,species\n5.1,3.5,setosa\n7,3.2,versicolor\n4.9,3,setosa\n6.3,3.3,virginica\n"

Call = tuple[CsvSpec, int, Path]
Save = Callable[..., Call]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a function that writes data.csv and returns the call's arguments."""

    def save(content: str, **arguments: Any) -> Call:
        (tmp_path / "data.csv").write_text(content, "utf-8")
        spec = CsvSpec.model_validate({"path": "data.csv", "label": "species", **arguments})
        return spec, 0, tmp_path

    return save


def test_text_labels_are_classes_in_sorted_order(save: Save) -> None:
    call = save(FLOWERS)
    assert csv_file.describe(*call) == DataFacts(
        (2,),
        "float32",
        {"train": 4},
        "classes",
        3,
        class_names=("setosa", "versicolor", "virginica"),
        columns=("length", "width"),
    )
    train = csv_file.load(*call).train
    assert train.inputs.dtype == np.float32
    assert train.inputs[1].tolist() == [7.0, np.float32(3.2)]
    assert (train.targets.dtype.name, train.targets.tolist()) == ("int64", [0, 1, 0, 2])


@pytest.mark.parametrize(
    ("labels", "form", "dtype"),
    [(["0", "1", "2"], "classes", "int64"), (["0", "1.5", "2"], "values", "float32")],
)
def test_numbers_follow_the_rules_of_npz(save: Save, labels: list[str], form: str, dtype: str) -> None:
    call = save("a,species\n" + "".join(f"{index},{label}\n" for index, label in enumerate(labels)))
    facts = csv_file.describe(*call)
    assert (facts.label_form, facts.classes, facts.target_shape) == (form, None, ())
    targets = csv_file.load(*call).train.targets
    assert (targets.dtype.name, targets.tolist()) == (dtype, [float(label) for label in labels])


def test_several_labels_are_rows_of_values(save: Save) -> None:
    call = save("a,b,c\n1,2,3\n4,5,6\n", label=["a", "c"])
    facts = csv_file.describe(*call)
    assert (facts.label_form, facts.shape, facts.target_shape) == ("values", (1,), (2,))
    train = csv_file.load(*call).train
    assert (train.inputs.tolist(), train.targets.tolist()) == ([[2.0], [5.0]], [[1.0, 3.0], [4.0, 6.0]])


def test_a_changed_file_is_read_again(save: Save) -> None:
    assert csv_file.describe(*save(FLOWERS)).rows == {"train": 4}
    assert csv_file.describe(*save(FLOWERS + "1,2,setosa\n")).rows == {"train": 5}


def test_dropped_rows_are_told(save: Save) -> None:
    call = save(FLOWERS + "1,,setosa\n", missing="drop")
    facts = csv_file.describe(*call)
    assert facts.rows == {"train": 4}
    assert facts.warnings == ("data.csv: rows with a missing value are left out: 1 of 5",)
    assert len(csv_file.load(*call).train) == 4


def test_a_column_of_row_numbers_is_told(save: Save) -> None:
    call = save("id,a,species\n1,5,p\n2,7,q\n3,9,q\n")
    assert csv_file.describe(*call).warnings == ("data.csv: column 'id' counts the rows",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,species\n", "data.csv: expected at least one row of values, received a header row alone"),
        (
            "a,species\n1,x\n2,x\n",
            "expected at least two classes in the label column 'species', received 'x'",
        ),
        ("a,species\n1,x\ny,z\n", "data.csv:3: expected a number in column 'a', received 'y'"),
    ],
)
def test_bad_files(save: Save, content: str, message: str) -> None:
    for read in (csv_file.describe, csv_file.load):
        with pytest.raises(DataError, match=message):
            read(*save(content))


def test_rows_of_missing_values_alone_are_no_data(save: Save) -> None:
    with pytest.raises(DataError, match="received rows with missing values alone"):
        csv_file.describe(*save("a,species\n,x\n", missing="drop"))


def test_a_file_too_large_for_text_is_refused_before_it_is_read(save: Save) -> None:
    call = save(FLOWERS)
    with (call[2] / "data.csv").open("r+b") as file:
        file.truncate(csv_file.LARGEST_FILE + 1)
    with pytest.raises(DataError, match="at most 1.0 GiB") as caught:
        csv_file.describe(*call)
    assert "numpy.savez" in str(caught.value.hint)


def test_a_file_outside_the_project_needs_permission(save: Save, tmp_path_factory: Any) -> None:
    call = save(FLOWERS)
    spec = CsvSpec(path=str(call[2] / "data.csv"), label="species")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with pytest.raises(DataError, match="which leads out of it"):
        csv_file.describe(spec, 0, elsewhere)
    assert csv_file.describe(spec, 0, elsewhere, [call[2]]).rows == {"train": 4}


def test_to_describe_needs_no_numpy(save: Save) -> None:
    call = save(FLOWERS)
    code = (
        "import sys, pathlib\n"
        "from kerasrun.data import csv_file\n"
        "from kerasrun.spec.source import CsvSpec\n"
        f"csv_file.describe(CsvSpec(path='data.csv', label='species'), 0, pathlib.Path({str(call[2])!r}))\n"
        "print({'numpy', 'tensorflow'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "set()\n"


def test_splits_are_stratified_and_keep_their_lines(save: Save) -> None:
    spec, seed, folder = save("a,species\n" + "".join(f"{index},{'pq'[index % 2]}\n" for index in range(20)))
    splits = load_data("csv", spec, seed=seed, folder=folder, validation=0.2)
    assert splits.validation is not None
    assert sorted(splits.validation.targets.tolist()) == [0, 0, 1, 1]
    origin = splits.validation.origin
    row = int(splits.validation.inputs[0, 0])
    error = origin.bad_value("targets", (0,), expected="another", received="q", hint="")
    assert error.message == (
        f"data.csv: expected another, received q in line {row + 2}, the label column species."
    )
    assert fingerprint(splits) == fingerprint(
        load_data("csv", spec, seed=seed, folder=folder, validation=0.2)
    )


def test_a_validation_file_has_the_same_classes(save: Save) -> None:
    spec, seed, folder = save(FLOWERS)
    (folder / "other.csv").write_text(FLOWERS.replace("setosa", "zinnia"), "utf-8")
    other = CsvSpec(path="other.csv", label="species")
    with pytest.raises(DataError, match="expected the classes setosa, versicolor, virginica, as in the"):
        describe_data("csv", spec, seed=seed, folder=folder, validation=("csv", other))
