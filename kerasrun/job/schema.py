"""The file of the JSON Schema, which `kerasrun schema` and `kerasrun init` write for editors."""

from __future__ import annotations

import json
import pathlib
from typing import Final

from kerasrun.errors import UsageError
from kerasrun.rundir.atomic import write_text
from kerasrun.spec.schema import AUTHOR, schema_text

SCHEMA_FILE: Final = "kerasrun.schema.json"
"""The name of the file beside a spec."""

MODELINE: Final = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
"""The line that tells an editor of the file beside the spec."""

_LARGEST: Final = 10_000_000
"""No schema has as many bytes."""


def write_schema(file: pathlib.Path) -> bool:
    """Write the schema to `file` and tell whether that changed anything.

    Raises:
        UsageError: `file` is there and no schema of kerasrun, or its folder is missing.
        StorageError: it cannot be written.
    """
    text = schema_text()
    if not file.parent.is_dir():
        raise UsageError(
            f"expected a folder for the schema, but there is no '{file.parent}'", "make it first"
        )
    if file.exists() or file.is_symlink():
        old = _read(file)
        if old is None:
            raise UsageError(f"{file} exists already and is no schema of kerasrun", "name another file")
        if old == text:
            return False
    write_text(file, text)
    return True


def _read(file: pathlib.Path) -> str | None:
    """Return the text of a schema that kerasrun wrote, None where the file is anything else."""
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        text = file.read_text("utf-8")
        comment = json.loads(text)["$comment"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return text if isinstance(comment, str) and comment.startswith(AUTHOR) else None
