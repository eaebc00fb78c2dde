"""`python -m kerasrun` and the `kerasrun` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from kerasrun.cli.app import app

    app()


if __name__ == "__main__":
    main()
