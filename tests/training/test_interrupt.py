from __future__ import annotations

import signal
import threading

import pytest

from kerasrun.training.interrupt import StopRequest


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
