"""What Keras 1 and 2 called things, and the line to write instead.

`spec/` asks with a name, argument or key that it does not know, or that the installed Keras takes only for
old code; the answer is the hint of the error. Ask `legacy_name` before `catalogue.entry`, which knows some.
"""

from __future__ import annotations

from kerasrun.catalogue.legacy.argument import legacy_argument
from kerasrun.catalogue.legacy.key import legacy_key
from kerasrun.catalogue.legacy.name import legacy_name

__all__ = ["legacy_argument", "legacy_key", "legacy_name"]
