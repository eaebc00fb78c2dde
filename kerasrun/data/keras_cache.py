"""Keras's cache of downloaded data sets: where its files are and whether they are whole.

In: the files a set needs. Out: nothing, or a `DataError` within about ten seconds that says which file
belongs where. Called by `keras_dataset.py` before Keras is imported: Keras itself would wait without
limit for a network that drops packets, and it deletes a damaged file before it knows whether it can get
another one.
"""

from __future__ import annotations

import hashlib
import io
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from kerasrun.errors import DataError

ANSWER_SECONDS = 8.0
"""Longest wait for a server's first answer."""
STALL_SECONDS = 30.0
"""Longest wait for the next bytes of a download."""
EMBEDDED = {"mnist": "mnist-10k"}
"""Sets of which a part ships inside the package."""


@dataclass(frozen=True)
class CachedFile:
    """One file of a set: its place in Keras's folder, its origin, and its sha256 where Keras knows one."""

    place: str
    origin: str
    sha256: str | None = None

    @property
    def path(self) -> Path:
        """Where Keras looks for the file now."""
        return keras_home() / self.place


def keras_home() -> Path:
    """Return the folder that `keras.utils.get_file` uses: KERAS_HOME, else ~/.keras, else /tmp/.keras."""
    fallback = Path("/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir(), ".keras")
    home = Path(os.path.expanduser("~"))
    chosen = Path(os.environ["KERAS_HOME"]).expanduser() if "KERAS_HOME" in os.environ else home / ".keras"
    if chosen.exists():
        return chosen if os.access(chosen, os.W_OK) else fallback
    parent = next((folder for folder in chosen.parents if folder.exists()), home)
    return chosen if os.access(parent, os.W_OK) else fallback


def require_files(name: str, files: Sequence[CachedFile]) -> None:
    """Return when every file is in the cache and whole, or can be downloaded by Keras.

    Raises:
        DataError: a file is missing or damaged and its server does not answer.
    """
    for file in files:
        problem = _problem(file)
        if problem is None:
            continue
        silence = ask_server(file.origin, ANSWER_SECONDS)
        if silence is not None:
            raise DataError(
                f"{name}: {problem}, and the download failed: {silence}.", offline_hint(name, file)
            )
        return


def ask_server(origin: str, seconds: float) -> str | None:
    """Return None when the server of `origin` answers at all, else why not, after `seconds` at most."""
    # urllib takes 30 ms to import, which every command would pay.
    import http.client
    import urllib.error
    import urllib.request

    answers: list[str | None] = []

    def ask() -> None:
        request = urllib.request.Request(origin, method="HEAD")
        try:
            with urllib.request.urlopen(request, timeout=seconds):
                answers.append(None)
        except urllib.error.HTTPError:
            answers.append(None)
        except (OSError, ValueError, http.client.HTTPException) as error:
            answers.append(str(getattr(error, "reason", error)))

    # A thread, because a name that cannot be resolved blocks longer than any socket timeout.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else f"no answer within {seconds:g} seconds"


def offline_hint(name: str, file: CachedFile) -> str:
    """Return how to do without a network: where the file belongs and what is embedded."""
    checksum = f" (sha256 {file.sha256})" if file.sha256 else ""
    hint = f"put the file{checksum} at {file.path} from a machine with a network"
    if name in EMBEDDED:
        hint += f", or use `source: {EMBEDDED[name]}`, which is embedded"
    return hint


@contextmanager
def quiet_download() -> Iterator[None]:
    """Keep Keras's progress off stdout (on a terminal it goes to stderr) and end a download that stalls."""
    aside = sys.stderr if sys.stderr.isatty() else io.StringIO()
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(STALL_SECONDS)
    try:
        with redirect_stdout(aside):
            yield
    finally:
        socket.setdefaulttimeout(before)


def _problem(file: CachedFile) -> str | None:
    """Return what is wrong with the cached file, or None."""
    try:
        with file.path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        reason = "no file" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        return f"expected the cached file {file.path}, received {reason}"
    if file.sha256 is None or found == file.sha256:
        return None
    return (
        f"expected sha256 {file.sha256} of the cached file {file.path}, received {found}: the file is damaged"
    )
