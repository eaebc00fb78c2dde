"""Names that Keras makes of its classes."""

from __future__ import annotations

import re


def snake_case(name: str) -> str:
    """Return `max_pooling2d` for `MaxPooling2D`, as keras.src.utils.naming.to_snake_case does."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
