from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.data.examples import DataFacts, Splits
from kerasrun.data.load import describe_data, load_data
from kerasrun.errors import DataError, Mark
from kerasrun.spec.source import ImageSetSpec, NpzSpec, SyntheticSpec


def blobs(train: int) -> tuple[str, SyntheticSpec]:
    arguments = {"task": "classification", "shape": [4], "train": train, "test": 0}
    return "synthetic", SyntheticSpec.model_validate(arguments)


BLOBS = blobs(200)


def both(name: str, arguments: Any, folder: Path, **options: Any) -> tuple[DataFacts, Splits]:
    """Return facts and splits after checking that they agree."""
    facts = describe_data(name, arguments, seed=3, folder=folder, **options)
    splits = load_data(name, arguments, seed=3, folder=folder, **options)
    assert {split: len(examples) for split, examples in splits.items()} == facts.rows
    return facts, splits


def refusal(name: str, arguments: Any, folder: Path, **options: Any) -> DataError:
    errors = []
    for function in (describe_data, load_data):
        with pytest.raises(DataError) as caught:
            function(name, arguments, seed=3, folder=folder, **options)
        errors.append(caught.value)
    assert errors[0].message == errors[1].message
    return errors[0]


def test_source_alone(tmp_path: Path) -> None:
    assert both("mnist-10k", ImageSetSpec(), tmp_path)[0].rows == {"train": 8000, "test": 2000}


def test_fractions_cut_disjoint_stratified_rows_off_train(tmp_path: Path) -> None:
    facts, splits = both(*BLOBS, tmp_path, validation=0.1, test=0.2)
    assert facts.rows == {"train": 140, "validation": 20, "test": 40}
    whole = load_data(*BLOBS, seed=3, folder=tmp_path)
    rows = [row.tobytes() for _, examples in splits.items() for row in examples.inputs]
    assert sorted(rows) == sorted(row.tobytes() for row in whole.train.inputs)
    for _, examples in splits.items():
        counts = np.bincount(examples.targets)
        assert counts.max() == counts.min()


def test_inputs_and_targets_stay_together(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x_train=np.arange(50.0).reshape(-1, 1), y_train=np.arange(50.0))
    _, splits = both("npz", NpzSpec(path="a.npz"), tmp_path, validation=0.3)
    for _, examples in splits.items():
        assert examples.inputs[:, 0].tolist() == examples.targets.tolist()


def test_fraction_beside_the_sources_own_split_is_refused(tmp_path: Path) -> None:
    error = refusal("mnist-10k", ImageSetSpec(), tmp_path, test=0.2)
    assert (
        "data.test: expected nothing, because the source mnist-10k brings its own test split" in error.message
    )
    assert error.hint == "remove data.test, or take the test rows out of the source"


def save(folder: Path, name: str, rows: int, width: int = 4, **more: Any) -> tuple[str, NpzSpec]:
    arrays = {"x_train": np.zeros((rows, width)), "y_train": np.zeros(rows, int)}
    np.savez(folder / name, **(arrays | more))
    return "npz", NpzSpec(path=name)


def test_another_source_gives_its_train_rows_or_its_split_of_that_name(tmp_path: Path) -> None:
    main = save(tmp_path, "main.npz", 20)
    plain = save(tmp_path, "plain.npz", 7)
    rich = save(tmp_path, "rich.npz", 9, x_test=np.zeros((3, 4)), y_test=np.zeros(3, int))
    assert both(*main, tmp_path, validation=plain, test=rich)[0].rows == {
        "train": 20,
        "validation": 7,
        "test": 3,
    }


def test_another_source_and_a_fraction(tmp_path: Path) -> None:
    main, other = save(tmp_path, "main.npz", 20), save(tmp_path, "other.npz", 7)
    assert both(*main, tmp_path, validation=0.25, test=other)[0].rows == {
        "train": 15,
        "validation": 5,
        "test": 7,
    }


def test_training_data_as_its_own_validation_is_refused(tmp_path: Path) -> None:
    error = refusal(*BLOBS, tmp_path, validation=BLOBS)
    assert "data.validation: expected data that training does not see" in error.message


def test_synthetic_source_of_another_size_has_other_rows(tmp_path: Path) -> None:
    other = blobs(50)
    _, splits = both(*BLOBS, tmp_path, validation=other)
    rows = {name: {row.tobytes() for row in examples.inputs} for name, examples in splits.items()}
    assert not rows["train"] & rows["validation"]


def test_source_of_another_form_is_refused(tmp_path: Path) -> None:
    main, other = save(tmp_path, "main.npz", 20), save(tmp_path, "other.npz", 7, width=5)
    error = refusal(*main, tmp_path, test=other)
    assert error.message == "data.test: expected shape (4,), as in the training data, received (5,)."


def test_fraction_too_small_or_too_large(tmp_path: Path) -> None:
    main = save(tmp_path, "main.npz", 4)
    assert "expected a fraction that gives a row" in refusal(*main, tmp_path, validation=0.1).message
    assert (
        "expected rows to be left for training" in refusal(*main, tmp_path, validation=0.5, test=0.5).message
    )


@pytest.mark.parametrize("value", [np.nan, 1e203])
def test_a_bad_value_has_the_row_of_the_users_array_and_the_place_of_its_file(
    tmp_path: Path, value: float
) -> None:
    inputs = np.zeros((20, 4))
    inputs[17, 2] = value
    good, bad = save(tmp_path, "good.npz", 20), save(tmp_path, "bad.npz", 20, x_train=inputs)
    first, second = Mark("spec.yaml", 1, 1), Mark("spec.yaml", 2, 2)
    for main, options, mark in (
        (bad, {"test": 0.25, "validation": 0.25}, first),
        (good, {"validation": bad}, second),
    ):
        with pytest.raises(DataError) as caught:
            load_data(
                *main, seed=3, folder=tmp_path, marks={"source": first, "validation": second}, **options
            )
        assert "bad.npz: expected" in caught.value.message
        assert f"received {value} in row 17 of x_train at [2], counted from 0" in caught.value.message
        assert caught.value.mark == mark


def test_rows_of_a_split_know_their_number_in_the_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x_train=np.arange(50.0).reshape(-1, 1), y_train=np.arange(50.0))
    _, splits = both("npz", NpzSpec(path="a.npz"), tmp_path, validation=0.3)
    for _, examples in splits.items():
        assert examples.origin.rows is not None
        assert examples.origin.rows.tolist() == examples.targets.tolist()


def test_a_fraction_that_does_not_go_has_the_place_of_the_fraction(tmp_path: Path) -> None:
    main = save(tmp_path, "main.npz", 4)
    marks = {"source": Mark("spec.yaml", 1, 1), "validation": Mark("spec.yaml", 2, 2)}
    for fraction, place in ((0.1, "validation"), (0.9, "source")):
        with pytest.raises(DataError) as caught:
            describe_data(*main, seed=3, folder=tmp_path, validation=fraction, marks=marks)
        assert caught.value.mark == marks[place]


def test_unknown_source(tmp_path: Path) -> None:
    assert "expected one of the sources" in refusal("nmist", None, tmp_path).message
