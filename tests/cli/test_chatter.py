from __future__ import annotations

import os
from pathlib import Path

import pytest

from kerasrun.cli.chatter import Chatter


def test_what_is_said_goes_to_the_file_and_stderr_to_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "train.log"
    log.write_text("before\n", "utf-8")
    with Chatter() as chatter:
        os.write(2, b"early\n")
        chatter.keep_in(log)
        os.write(2, b"late\n")
        print("shown", file=chatter.stderr, flush=True)
    os.write(2, b"after\n")
    assert log.read_text("utf-8") == "before\nearly\nlate\n"
    assert capfd.readouterr().err == "shown\nafter\n"


def test_without_a_file_it_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    with Chatter():
        os.write(2, b"nobody hears\n")
    assert capfd.readouterr().err == ""


def test_a_file_that_cannot_be_opened_stops_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Chatter() as chatter:
        chatter.keep_in(tmp_path / "nowhere" / "train.log")
        os.write(2, b"x")
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_stops_nothing() -> None:
    with Chatter() as chatter:
        os.write(2, b"x")
        chatter.keep_in(Path("/dev/full"))


def test_a_copied_log_is_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "private", tmp_path / "link.log", tmp_path / "pipe.log"
    target.write_text("mine", "utf-8")
    link.symlink_to(target)
    os.mkfifo(pipe)
    with Chatter() as chatter:
        os.write(2, b"x")
        chatter.keep_in(link)
        chatter.keep_in(pipe)
    assert target.read_text("utf-8") == "mine"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    for _ in range(3):
        with Chatter() as chatter:
            chatter.keep_in(tmp_path / "train.log")
    assert len(os.listdir("/dev/fd")) == before
