from __future__ import annotations

from kerasrun.data.stream import open_stream


def test_same_seed_and_purpose_give_the_same_numbers() -> None:
    assert open_stream(7, "split").random() == open_stream(7, "split").random()


def test_seed_purpose_and_number_each_change_the_stream() -> None:
    streams = [
        open_stream(7, "split"),
        open_stream(8, "split"),
        open_stream(7, "synthetic"),
        open_stream(7, "split", 1),
    ]
    assert len({stream.random() for stream in streams}) == 4


def test_stream_is_the_one_that_earlier_runs_had() -> None:
    # A change here changes every synthetic data set and every split: it needs a line in the changelog.
    assert open_stream(42, "split").integers(0, 1000, 5).tolist() == [593, 654, 783, 238, 723]
