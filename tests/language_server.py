"""The real yaml-language-server over stdio, as an editor talks to it: for the tests of the JSON Schema."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.prefix, "node", "node_modules", "yaml-language-server", "bin", "yaml-language-server")
"""Where `make install` puts it, if npm is there."""

PATIENCE = 120
"""Seconds after which a server that does not answer is ended."""

SETTINGS = {
    "validate": True,
    "hover": True,
    "completion": True,
    # The server would ask the network for a list of schemas.
    "schemaStore": {"enable": False},
}


def why_not() -> str | None:
    """Return why the server cannot be started here, None where it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    return None if PROGRAM.is_file() else "yaml-language-server is not installed: `make install` with npm"


class LanguageServer:
    """A running server with one folder of specs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._process = subprocess.Popen(
            ["node", str(PROGRAM), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._watch = threading.Timer(PATIENCE, self._process.kill)
        self._watch.start()
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {"hover": {"contentFormat": ["markdown"]}},
        }
        self._ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=capabilities)
        self._send(method="initialized", params={})

    def close(self) -> None:
        """End the server."""
        self._watch.cancel()
        with self._process as process:
            process.kill()

    def diagnose(self, text: str) -> list[tuple[int, str]]:
        """Return the marks in a new file with this text: (line, message), lines counted from 1."""
        _, found = self._open(text)
        return [(mark["range"]["start"]["line"] + 1, mark["message"]) for mark in found]

    def complete(self, text: str) -> dict[str, str]:
        """Return {label: inserted text} of what is offered at the `|` in the text."""
        answer = self._at("completion", text)
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return {item["label"]: item["insertText"] for item in items}

    def hover(self, text: str) -> str:
        """Return the text that is shown with the pointer at the `|` in the text."""
        answer = self._at("hover", text)
        return str(answer["contents"]["value"]) if answer else ""

    def _at(self, what: str, text: str) -> Any:
        before = text[: text.index("|")]
        uri, _ = self._open(text.replace("|", "", 1))
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self._ask(f"textDocument/{what}", textDocument={"uri": uri}, position=position)

    def _open(self, text: str) -> tuple[str, list[Any]]:
        uri = (self._folder / f"{next(self._numbers)}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        marks = self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
            )
        )
        return uri, marks["params"]["diagnostics"]

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._send(id=number, method=method, params=params)
        return self._wait(lambda message: message.get("id") == number and "method" not in message)["result"]

    def _send(self, **message: Any) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _wait(self, wanted: Callable[[Any], bool]) -> Any:
        while True:
            message = self._read()
            if "method" in message and "id" in message:
                # A question of the server's own; of all settings it needs those for YAML.
                items = message["params"].get("items", ()) if isinstance(message.get("params"), dict) else ()
                settings = [SETTINGS if item.get("section") == "yaml" else None for item in items]
                self._send(id=message["id"], result=settings or None)
            elif wanted(message):
                return message

    def _read(self) -> Any:
        assert self._process.stdout is not None
        size = 0
        while True:
            line = self._process.stdout.readline()
            assert line, "the language server ended"
            if line == b"\r\n":
                return json.loads(self._process.stdout.read(size))
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
