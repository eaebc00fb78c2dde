"""Living and dead processes are told apart."""

from __future__ import annotations

import os
import subprocess
import sys

from kerasrun.rundir.process import is_alive, process_start


def test_this_process_lives_and_is_itself() -> None:
    start = process_start(os.getpid())
    assert is_alive(os.getpid(), start)
    assert is_alive(os.getpid(), None)


def test_another_process_with_the_same_number_is_another() -> None:
    start = process_start(os.getpid())
    assert start is not None
    assert not is_alive(os.getpid(), start - 1)


def test_a_process_that_ended_is_dead_before_and_after_it_is_waited_for() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert child.stdout
    child.stdout.read()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(child.pid, None)
    child.communicate()
    assert not is_alive(child.pid, None)


def test_no_system_has_such_a_number() -> None:
    assert not is_alive(2**70, None)
    assert process_start(2**70) is None
