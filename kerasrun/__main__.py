"""`python -m kerasrun` and the `kerasrun` command."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line."""
    # Imports make much and free nothing: looking for garbage among it takes a tenth of a cold command.
    gc.set_threshold(50_000)
    # Looking for pydantic's plugins costs more than checking a spec; kerasrun has none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from kerasrun.cli.app import app

        app()
    except KeyboardInterrupt:
        # Ctrl-C before any command runs; within one, `cli/guard.py` sees it.
        sys.exit(130)


if __name__ == "__main__":
    main()
