"""What the pinned Keras offers: reads keras.json once, answers by kind and name.

keras.json is written by `python -m kerasrun.catalogue.generate` (`make catalogue`); `rules/` types its
arguments. `spec/` asks here, and so do the commands that list and explain.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kerasrun.catalogue.raw import aliases, read_raw

if TYPE_CHECKING:
    from kerasrun.catalogue.rule import Kind, Rule

__all__ = ["Argument", "Entry", "aliases", "entry", "exclusive", "keras_version", "names", "rule"]

# An entry that has all arguments of a group may be given one of them.
_EXCLUSIVE: Final[dict[Kind, tuple[tuple[str, ...], ...]]] = {
    "optimizer": (("clipnorm", "clipvalue", "global_clipnorm"),),
    "layer": (("bin_boundaries", "num_bins"),),
}

# Arguments whose default of null Keras takes from its own signature and then refuses.
_DEMANDED: Final = {("CategoryEncoding", "num_tokens")}

# Paths that Keras demands and that the run directory decides: the builder fills them in.
_FROM_RUN: Final = {("CSVLogger", "filename"), ("ModelCheckpoint", "filepath"), ("TensorBoard", "log_dir")}


class Argument(NamedTuple):
    """One argument of a Keras object; `default` is a JSON value, meaningless when `required` or `from_run`.

    `from_run`: the builder sets it to a path inside the run directory; a spec must leave it out (its rule is
    `Refused`), so it is never `required` although Keras may demand it.
    """

    name: str
    required: bool
    default: Any = None
    from_run: bool = False


class Entry(NamedTuple):
    """One public Keras object: its arguments in Keras's order and its one-line description."""

    kind: Kind
    name: str
    arguments: tuple[Argument, ...]
    doc: str
    aliases: tuple[str, ...] = ()

    def argument(self, name: str) -> Argument | None:
        """Return the argument called `name`, or None."""
        return next((argument for argument in self.arguments if argument.name == name), None)


def keras_version() -> str:
    """Return the Keras version the catalogue was generated from."""
    return str(read_raw()["keras"])


def names(kind: Kind) -> tuple[str, ...]:
    """Return the sorted names of all entries of `kind`, aliases left out."""
    return tuple(read_raw()["kinds"][kind])


@cache
def entry(kind: Kind, name: str) -> Entry | None:
    """Return the entry called `name` (or one of whose aliases is `name`), or None."""
    canonical = aliases(kind).get(name, name)
    raw = read_raw()["kinds"][kind].get(canonical)
    if raw is None:
        return None
    arguments = tuple(_argument(canonical, argument) for argument in raw["arguments"])
    return Entry(kind, canonical, arguments, raw["doc"], tuple(raw["aliases"]))


def rule(kind: Kind, name: str, argument: str) -> Rule:
    """Return what `argument` of the entry called `name` may be; `Refused` for each one of a refused entry.

    Raises:
        KeyError: the entry or the argument is unknown, or nobody stated its rule.
    """
    found = entry(kind, name)
    if found is None or found.argument(argument) is None:
        raise KeyError(f"{kind} {name}: {argument}")
    # The tables cost milliseconds that a command which only looks names up need not pay.
    from kerasrun.catalogue import rules
    from kerasrun.catalogue.refused import refused
    from kerasrun.catalogue.rule import Refused

    reason = refused(kind, found.name)
    return rules.find(kind, found.name, argument) if reason is None else Refused(reason)


def exclusive(kind: Kind, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of arguments of which Keras takes at most one that is not null."""
    found = entry(kind, name)
    if found is None:
        return ()
    groups = _EXCLUSIVE.get(kind, ())
    return tuple(group for group in groups if all(found.argument(argument) for argument in group))


def _argument(owner: str, raw: dict[str, Any]) -> Argument:
    name = raw["name"]
    from_run = (owner, name) in _FROM_RUN
    required = ("default" not in raw and not from_run) or (owner, name) in _DEMANDED
    return Argument(name, required, raw.get("default"), from_run)
