"""`python -m kerasrun` and the `kerasrun` command."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line."""
    # Looking for pydantic's plugins costs more than checking a spec; kerasrun has none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from kerasrun.cli.app import app

    app()


if __name__ == "__main__":
    main()
