"""history.jsonl: one line per epoch, whole lines only."""

from __future__ import annotations

import math
import os

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.history import append_epoch, read_history
from kerasrun.rundir.run import Run


def test_epochs_are_read_as_they_were_appended(run: Run) -> None:
    assert read_history(run) == []
    for epoch in range(3):
        append_epoch(run, {"epoch": epoch, "loss": 1 / (epoch + 1)})
    assert read_history(run) == [{"epoch": epoch, "loss": 1 / (epoch + 1)} for epoch in range(3)]


def test_the_keys_stand_in_the_order_of_the_format(run: Run) -> None:
    record = {
        "val_accuracy": 0.5,
        "accuracy": 0.25,
        "f1": 0.1,
        "val_loss": 2.0,
        "loss": 1.0,
        "learning_rate": 0.01,
    }
    append_epoch(run, {**record, "samples_per_second": 9.5, "seconds": 1.5, "steps": 32, "epoch": 0})
    assert run.history_file.read_text() == (
        '{"epoch": 0, "steps": 32, "seconds": 1.5, "samples_per_second": 9.5, "learning_rate": 0.01, '
        '"loss": 1.0, "accuracy": 0.25, "f1": 0.1, "val_loss": 2.0, "val_accuracy": 0.5}\n'
    )


def test_a_number_that_is_not_finite_is_null(run: Run) -> None:
    append_epoch(run, {"epoch": 0, "loss": math.nan, "val_loss": math.inf})
    assert run.history_file.read_text() == '{"epoch": 0, "loss": null, "val_loss": null}\n'
    assert read_history(run) == [{"epoch": 0, "loss": None, "val_loss": None}]


def test_a_line_needs_its_epoch(run: Run) -> None:
    with pytest.raises(ValueError, match="needs an integer epoch"):
        append_epoch(run, {"loss": 1.0})


def test_a_last_line_cut_anywhere_is_left_out_and_written_over(run: Run) -> None:
    append_epoch(run, {"epoch": 0, "loss": 1.0})
    first = run.history_file.read_bytes()
    append_epoch(run, {"epoch": 1, "loss": 0.5})
    whole = run.history_file.read_bytes()
    for end in range(len(first), len(whole)):
        run.history_file.write_bytes(whole[:end])
        assert [record["epoch"] for record in read_history(run)] == [0]
        append_epoch(run, {"epoch": 1, "loss": 0.5})
        assert run.history_file.read_bytes() == whole


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "expected one JSON object, but Expecting value"),
        ("{", "expected one JSON object, but"),
        ("[1]", "expected one JSON object, received list"),
        ("{}", "epoch: expected an integer from 0, received None"),
        ('{"epoch": true}', "epoch: expected an integer from 0, received True"),
        ('{"epoch": -1}', "epoch: expected an integer from 0, received -1"),
        ('{"epoch": 1, "loss": NaN}', "NaN is not JSON"),
        ('{"epoch": 1, "loss": "NaN"}', "loss: expected a number or null, received 'NaN'"),
        ('{"epoch": 0}', "expected an epoch after 0, received 0"),
        ('{"epoch": 1}\x00', "expected one JSON object, but"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(line: str, message: str, run: Run) -> None:
    run.history_file.write_text(f'{{"epoch": 0}}\n{line}\n{{"epoch": 2}}\n')
    with pytest.raises(StorageError) as caught:
        read_history(run)
    assert caught.value.message.startswith(f"{run.history_file}:2: ")
    assert message in caught.value.message


def test_a_pipe_is_refused_and_not_waited_for(run: Run) -> None:
    os.mkfifo(run.history_file)
    with pytest.raises(StorageError, match=r"history\.jsonl: expected a file, received a device or pipe"):
        read_history(run)


def test_a_directory_in_its_place_is_a_storage_error(run: Run) -> None:
    run.history_file.mkdir()
    with pytest.raises(StorageError, match=r"history\.jsonl: expected a file, received a folder"):
        read_history(run)
