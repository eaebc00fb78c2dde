"""What every name and code means, in words: YAML files by kind, read one at a time.

`articles/layer/convolution.yaml` and its like hold one mapping per name. `read_article` is the way in; the
commands that explain ask. Tests hold every name of the catalogue and every code to an article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "articles"
CODE: Final = "code"
"""The folder of issue codes; every other folder is called as its kind of object."""

_FIRST_LINT: Final = "KR300"


def read_article(kind: str, name: str) -> Mapping[str, Any] | None:
    """Return the article on `name`, None where there is none.

    Args:
        kind: a kind of the catalogue such as `layer`, or `code`.
        name: as the catalogue writes it, or a code such as `KR301`.
    """
    import yaml

    for text in _texts(kind):
        # The article alone: reading the whole file would take ten times as long.
        found = re.search(rf"^{re.escape(name)}:\n(?:(?: .*)?\n)*", text, re.MULTILINE)
        if found:
            return dict(yaml.safe_load(found[0])[name])
    return None


def titles(kind: str) -> tuple[str, ...]:
    """Return the sorted names of all articles of a kind."""
    return tuple(
        sorted(name for text in _texts(kind) for name in re.findall(r"^(\w+):$", text, re.MULTILINE))
    )


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of the lints, which a spec can ignore; other codes are no matter of judgement."""
    return tuple(code for code in titles(CODE) if code >= _FIRST_LINT)


@cache
def _texts(kind: str) -> tuple[str, ...]:
    return tuple(file.read_text("utf-8") for file in sorted((FOLDER / kind).glob("*.yaml")))
