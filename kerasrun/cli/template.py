"""The commented specs that `kerasrun init` writes; they lie in cli/templates."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable


def template_names() -> list[str]:
    """Return the names of the templates, sorted."""
    return sorted(
        file.name.removesuffix(".yaml") for file in _folder().iterdir() if file.name.endswith(".yaml")
    )


def read_template(name: str) -> str:
    """Return the text of the template called `name`."""
    return _folder().joinpath(f"{name}.yaml").read_text("utf-8")


def complete_template(incomplete: str) -> list[str]:
    """Return the templates whose names begin with `incomplete`, for the shell."""
    return [name for name in template_names() if name.startswith(incomplete)]


def _folder() -> Traversable:
    return resources.files("kerasrun.cli").joinpath("templates")
