"""The installed version of a package, found without importing the package."""

from __future__ import annotations


def package_version(name: str) -> str | None:
    """Return the version of the installed distribution `name`, or None when it is not installed."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
