"""Text that leaves the machine with a run: home folders become `~`, values of secret keys `***`.

Called by `environment.py`.
"""

from __future__ import annotations

import os
import re
from itertools import pairwise

_HOMES = re.compile(r"(?<![\w.~-])(/home/|/Users/|[A-Za-z]:\\Users\\)[^/\\\s'\",:;]+")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECRET_WORDS = {"password", "passwd", "passphrase", "secret", "token", "credential", "credentials", "apikey"}
_SECRET_PAIRS = {("api", "key"), ("access", "key"), ("private", "key")}


def hide_homes(text: str) -> str:
    """Return `text` with this user's home folder, and what looks like another's, as `~`."""
    home = os.path.expanduser("~")
    if os.path.dirname(home) != home and home != "~":
        text = re.sub(rf"(?<![\w.~-]){re.escape(home)}(?![\w.-])", "~", text)
    return _HOMES.sub("~", text)


def hide_secret(override: str) -> str:
    """Return the override `key.path=value` with `***` for the value where the key speaks of a secret.

    The word counts, not the letters: `max_tokens=100` and `kernel_size=3` stay.
    """
    path, equals, _ = override.partition("=")
    words = [word.lower() for word in _WORD.findall(path)]
    is_key = any(pair in _SECRET_PAIRS for pair in pairwise(words))
    return f"{path}=***" if equals and (is_key or _SECRET_WORDS & set(words)) else override
