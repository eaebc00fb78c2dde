"""What the cache holds is told before Keras is asked, and a dead network costs seconds."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kerasrun.data import keras_cache
from kerasrun.data.keras_cache import CachedFile, ask_server, keras_home, quiet_download, require_files
from kerasrun.errors import DataError

FILE = CachedFile("datasets/mnist.npz", "http://data.invalid/mnist.npz", hashlib.sha256(b"whole").hexdigest())


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a proxy that refuses every connection."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    (tmp_path / "datasets").mkdir()
    return tmp_path


def test_whole_file_needs_no_network(cache: Path) -> None:
    (cache / "datasets" / "mnist.npz").write_bytes(b"whole")
    require_files("mnist", [FILE])


def test_file_without_a_known_checksum_is_taken(cache: Path) -> None:
    (cache / "datasets" / "mnist.npz").write_bytes(b"anything")
    require_files("mnist", [CachedFile(FILE.place, FILE.origin)])


def test_missing_file_without_network_tells_place_checksum_and_embedded_set(cache: Path) -> None:
    start = time.perf_counter()
    with pytest.raises(DataError) as caught:
        require_files("mnist", [FILE])
    assert time.perf_counter() - start < 5
    place = cache / "datasets" / "mnist.npz"
    assert (
        f"expected the cached file {place}, received no file, and the download failed" in caught.value.message
    )
    assert f"put the file (sha256 {FILE.sha256}) at {place}" in str(caught.value.hint)
    assert "`source: mnist-10k`" in str(caught.value.hint)


def test_damaged_file_says_so_and_stays(cache: Path) -> None:
    (cache / "datasets" / "mnist.npz").write_bytes(b"cut")
    with pytest.raises(
        DataError, match=f"expected sha256 {FILE.sha256} of the cached file .* the file is damaged"
    ):
        require_files("imdb", [FILE])
    assert (cache / "datasets" / "mnist.npz").read_bytes() == b"cut"


def test_only_sets_with_an_embedded_part_name_it(cache: Path) -> None:
    with pytest.raises(DataError) as caught:
        require_files("imdb", [FILE])
    assert "mnist-10k" not in str(caught.value.hint)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, socket.socket]]:
    """A server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", server


def test_silent_server_is_given_up(silent: tuple[str, socket.socket]) -> None:
    start = time.perf_counter()
    assert ask_server(silent[0], 0.3) in ("timed out", "no answer within 0.3 seconds")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\n", None),
        (b"HTTP/1.0 403 Forbidden\r\n\r\n", None),
        (b"rubbish\r\n\r\n", "rubbish"),
    ],
)
def test_any_http_answer_counts_as_a_server(
    silent: tuple[str, socket.socket], answer: bytes, reason: str | None
) -> None:
    import threading

    def serve() -> None:
        connection, _ = silent[1].accept()
        with connection:
            connection.recv(1000)
            connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    found = ask_server(silent[0], 5)
    thread.join()
    assert found is None if reason is None else reason in str(found)


def test_home_is_that_of_keras() -> None:
    from keras.src.backend.config import keras_home as home_of_keras

    assert str(keras_home()) == home_of_keras()


def test_home_that_cannot_be_written_is_left_for_the_temporary_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KERAS_HOME", "/proc/nobody/can/write/here")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert keras_home().name == ".keras"
    assert "proc" not in keras_home().parts


def test_prints_stay_off_stdout_and_the_timeout_is_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    before = socket.getdefaulttimeout()
    with quiet_download():
        print("Downloading data")
        assert socket.getdefaulttimeout() == keras_cache.STALL_SECONDS
    assert capsys.readouterr().out == ""
    assert socket.getdefaulttimeout() == before
