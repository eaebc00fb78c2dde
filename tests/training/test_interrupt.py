from __future__ import annotations

import signal
import threading

import pytest

from kerasrun.training import interrupt as module
from kerasrun.training.interrupt import StopRequest, heard_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_raises_at_once(number):
    with StopRequest() as stop:
        with pytest.raises(KeyboardInterrupt) as caught:
            signal.raise_signal(number)
        assert caught.value.args == (number,)
        assert stop.signal is number


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_held_signal_waits(number):
    with StopRequest() as stop, stop.held():
        assert stop.signal is None
        signal.raise_signal(number)
        assert stop.signal is number


def test_second_ctrl_c_does_not_wait():
    with StopRequest() as stop, stop.held():
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert stop.signal is signal.SIGTERM


def test_second_termination_waits():
    with StopRequest() as stop, stop.held():
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        assert stop.signal is signal.SIGTERM


def test_after_holding_a_signal_raises_again():
    with StopRequest() as stop:
        with stop.held():
            pass
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)


def test_handlers_are_put_back():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with StopRequest():
        assert signal.getsignal(signal.SIGTERM) is not before[1]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_another_thread_leaves_handlers_alone():
    seen = []

    def work():
        with StopRequest() as stop, stop.held():
            seen.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


def test_the_time_is_up_like_a_signal():
    with StopRequest(0.01) as stop, stop.held():
        while stop.signal is None:
            signal.pause()
        assert (stop.signal, stop.reason) == (signal.SIGALRM, "max-time")
    with StopRequest(0.01) as stop, pytest.raises(KeyboardInterrupt):
        signal.pause()


def test_no_alarm_rings_afterwards():
    before = signal.getsignal(signal.SIGALRM)
    with StopRequest(60):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_reason_is_the_first_signal(number):
    with StopRequest() as stop, stop.held():
        assert stop.reason == "SIGINT"
        signal.raise_signal(number)
        signal.raise_signal(signal.SIGTERM)
        assert stop.reason == number.name


def test_a_signal_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopRequest() as stop, stop.held():
            signal.raise_signal(signal.SIGHUP)
            assert stop.signal is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nohup_keeps_a_closed_terminal_out_and_nothing_else() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGINT)}
    try:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        assert heard_signals() == [signal.SIGINT, signal.SIGTERM]
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert heard_signals() == [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.parametrize(("held", "asked", "reason"), [(3, True, "max-memory"), (2, False, "SIGINT")])
def test_memory_above_the_limit_asks_too(
    held: int, asked: bool, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "used_memory", lambda: held)
    stop = StopRequest(memory=2)
    assert (stop.is_asked(), stop.reason) == (asked, reason)


def test_a_signal_comes_before_the_memory() -> None:
    stop = StopRequest(memory=0)
    stop.signal = signal.SIGTERM
    assert (stop.is_asked(), stop.reason) == (True, "SIGTERM")
