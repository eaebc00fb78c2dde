"""`explain NAME` and `explain CODE`: the article on a Keras object or a code, with the object's arguments.

In: a word of the command line. Out: explanations, plain values that the screen and `--json` draw. A line of
a spec is explained in `line.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, get_args

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.article import CODE, read_article
from kerasrun.catalogue.legacy import legacy_name
from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind, Refused
from kerasrun.errors import UsageError
from kerasrun.source.file import SUFFIXES
from kerasrun.spec.wording import describe_rule, kind_words, quote

if TYPE_CHECKING:
    from kerasrun.catalogue.catalogue import Entry

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Argument:
    """One argument of a Keras object that a spec can give."""

    name: str
    expected: str
    """What it may be, in words."""
    required: bool
    default: Any
    """Keras's default as JSON has it; meaningless where required."""


@dataclass(frozen=True)
class Explanation:
    """What there is to say of one object or code."""

    kind: str
    """A kind of the catalogue, or `code`."""
    name: str
    article: Mapping[str, str]
    """The fields of the article in order, such as `what` and `formula`; `title` and `why` of a code."""
    aliases: tuple[str, ...] = ()
    """Other names under which a spec may write it."""
    arguments: tuple[Argument, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    """Where a line of a spec is explained: its arguments as it gives them."""


def explain(word: str) -> list[Explanation]:
    """Return the explanations of everything that is called `word`.

    Args:
        word: a code such as `KR301`, a name or alias of an object in any case, or `kind:Name` for one kind.

    Raises:
        UsageError: nothing is called so, or a spec cannot use it.
    """
    if word.upper().startswith("KR") and word[2:].isdigit():
        return [explain_code(word.upper())]
    kind, colon, name = word.partition(":")
    kinds: Sequence[Kind] = KINDS
    if colon:
        kinds = tuple(known for known in KINDS if known == kind.lower())
        if not kinds:
            hint = did_you_mean(kind, KINDS) or f"the kinds are: {', '.join(KINDS)}"
            raise UsageError(f"there is no kind {quote(kind)}", hint)
    name = name if colon else word
    found = [entry for known in kinds for entry in _entries(known, name)]
    if not found:
        raise _unknown(name, kinds)
    return [explain_entry(entry) for entry in found]


def explain_code(code: str) -> Explanation:
    """Return the article on `code`.

    Raises:
        UsageError: no such code.
    """
    article = read_article(CODE, code)
    if article is None:
        hint = "an error screen shows the code in brackets, such as error[KR201]"
        raise UsageError(f"there is no code {quote(code)}", hint)
    return Explanation(CODE, code, article)


def explain_entry(entry: Entry, given: Mapping[str, str] | None = None) -> Explanation:
    """Return the article on an object of the catalogue, with the arguments that a spec may give."""
    article = read_article(entry.kind, entry.name)
    # A test holds every usable name to an article.
    assert article is not None
    aliases = tuple(alias for alias in entry.aliases if not legacy_name(entry.kind, alias))
    return Explanation(entry.kind, entry.name, article, aliases, tuple(_arguments(entry)), given or {})


def _entries(kind: Kind, name: str) -> Iterator[Entry]:
    """Yield the usable entries that are called `name`, upper and lower case taken for the same."""
    folded = name.casefold()
    called = {
        catalogue.aliases(kind).get(known, known) for known in _words(kind) if known.casefold() == folded
    }
    for known in sorted(called):
        entry = catalogue.entry(kind, known)
        if entry is not None:
            yield entry


def _words(kind: Kind) -> Iterator[str]:
    """Yield the names and aliases of a kind that a spec may write."""
    for word in (*catalogue.names(kind), *catalogue.aliases(kind)):
        if not refused(kind, word) and not legacy_name(kind, word):
            yield word


def _unknown(name: str, kinds: Sequence[Kind]) -> UsageError:
    for kind in kinds:
        reason = refused(kind, name) or legacy_name(kind, name)
        if reason:
            return UsageError(f"{quote(name)}, {kind_words(kind)}, cannot stand in a spec", reason)
    if name.endswith(SUFFIXES):
        return UsageError("expected a line of the spec as well", f"write `kerasrun explain {name}:12`")
    known = list(dict.fromkeys(word for kind in kinds for word in _words(kind)))
    # Of `mse` and `MSE`, the one that is spelled like the word.
    known.sort(key=lambda word: word.islower() != name.islower())
    hint = did_you_mean(name, known) or "`kerasrun list` shows all names"
    what = "nothing" if len(kinds) > 1 else f"no {kinds[0]}"
    return UsageError(f"{what} is called {quote(name)}", hint)


def _arguments(entry: Entry) -> Iterator[Argument]:
    for argument in entry.arguments:
        rule = catalogue.rule(entry.kind, entry.name, argument.name)
        if not isinstance(rule, Refused):
            yield Argument(argument.name, describe_rule(rule), argument.required, argument.default)
