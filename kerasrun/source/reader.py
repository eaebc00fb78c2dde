"""YAML text to a Document, in one pass over the parser's events.

No YAML constructor runs, so no tag can build anything. Mistakes after which reading can go on (a duplicate
key, a tag, a number with a leading zero) are collected in `Document.issues`; a broken syntax or limit raises
SpecError.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from kerasrun.errors import Issue, Mark, Path, SpecError
from kerasrun.source.character import control_character, odd_key_character
from kerasrun.source.document import UNREADABLE, Data, Document
from kerasrun.source.scalar import ScalarError, parse_scalar
from kerasrun.source.syntax import explain_syntax

DEPTH_LIMIT = 50
NODE_LIMIT = 20_000
"""Values and keys in a document, those that aliases repeat included."""


def parse_document(text: str, file: str) -> Document:
    """Return the document that `text` holds.

    Raises:
        SpecError: the text is not one YAML document within the limits.
    """
    return _Reader(text, file).read()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.issues: list[Issue] = []
        self.anchors: dict[str, list[Event] | None] = {}
        self.recordings: list[list[Event]] = []
        self.aliases: list[Event] = []
        self.nodes = 0
        self.events: Iterator[Event] = iter(())

    def read(self) -> Document:
        try:
            self.events = yaml.parse(self.text, Loader=yaml.SafeLoader)
            data = self._document()
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # ValueError: the scanner converts escapes and directive numbers without a check of its own.
            raise self._stop(explain_syntax(error, self.text, self.file)) from None
        return Document(self.file, data, self.values, self.keys, {self.file: self.text}, tuple(self.issues))

    def _document(self) -> Data:
        next(self.events)
        start = next(self.events)
        if isinstance(start, StreamEndEvent):
            return None
        assert isinstance(start, DocumentStartEvent)
        if start.version or start.tags:
            self._report("KR003", "directives such as %YAML are not allowed", start, hint="delete the line")
        data = self._node(next(self.events), (), 0)
        next(self.events)
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            raise self._stop(
                Issue(
                    "KR002",
                    "expected one document per file, received a second one",
                    mark=self._mark(after),
                    hint="delete this `---` and what follows, or put it into a file of its own",
                )
            )
        return data

    def _node(self, event: Event, path: Path, depth: int) -> Data:
        self._count(event, depth)
        if isinstance(event, AliasEvent):
            return self._alias(event, path, depth)
        assert isinstance(event, NodeEvent)
        if getattr(event, "tag", None) is not None:
            self._report_tag(event, path)
        recording = self._start_recording(event)
        self.values.setdefault(path, self._mark(event))
        data: Data
        if isinstance(event, ScalarEvent):
            data = self._scalar(event, path)
        elif isinstance(event, SequenceStartEvent):
            data = self._sequence(path, depth)
        else:
            data = self._mapping(path, depth)
        if recording is not None:
            self.recordings.pop()
            self.anchors[str(event.anchor)] = recording
        return data

    def _next(self) -> Event:
        event = next(self.events)
        for recording in self.recordings:
            recording.append(event)
        return event

    def _scalar(self, event: ScalarEvent, path: Path) -> Data:
        found = control_character(event.value)
        if found:
            self._report("KR007", f"control characters are not allowed: {found[1]}", event, path, "delete it")
            return "".join(character for character in event.value if character.isprintable())
        if event.style is not None:
            return event.value
        try:
            return parse_scalar(event.value)
        except ScalarError as error:
            self._report("KR008", error.message, event, path, error.hint)
            return UNREADABLE

    def _sequence(self, path: Path, depth: int) -> list[Data]:
        items: list[Data] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str | int, Data]:
        data: dict[str | int, Data] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event, path, depth)
            value_path = (*path, key)
            first = self.keys.get(value_path)
            if first is not None:
                self._report(
                    "KR004",
                    f"duplicate key {str(key)!r}, first at line {first.line}",
                    event,
                    value_path,
                    "keep one of the two",
                )
                # Read on under a path of its own, so that the places of the first entry stay.
                self._node(self._next(), (*value_path, "duplicate"), depth + 1)
                continue
            self.keys[value_path] = self._mark(event)
            value = self._node(self._next(), value_path, depth + 1)
            data[key] = value
        return data

    def _key(self, event: Event, path: Path, depth: int) -> str | int:
        mark = self._mark(event)
        if not isinstance(event, ScalarEvent):
            self._node(event, (*path, f"key at {mark.line}:{mark.column}"), depth + 1)
            self._report("KR005", "keys must be text", event, path, "write a word as the key")
            return f"key at {mark.line}:{mark.column}"
        self._count(event, depth + 1)
        if event.tag is not None:
            self._report_tag(event, path)
        if event.anchor is not None:
            self.anchors[event.anchor] = [event]
        key: str | int = event.value
        if event.style is None:
            if key == "<<":
                hint = "repeat the lines, use `repeat`, or `extends` another file"
                # Stops the reading: a chain of merges can stand for more than memory holds.
                raise self._stop(Issue("KR003", "merge keys (<<) are not allowed", path, mark, hint))
            key = self._plain_key(event, path)
        odd = odd_key_character(str(key)) or control_character(str(key))
        if odd:
            index, name = odd
            where = Mark(mark.file, mark.line, mark.column + index)
            self.issues.append(
                Issue("KR007", f"key contains {name}", (*path, key), where, "type the key again by hand")
            )
        return key

    def _plain_key(self, event: ScalarEvent, path: Path) -> str | int:
        try:
            value = parse_scalar(event.value)
        except ScalarError:
            return event.value
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            # Integers are kept: `class_weight` has them as keys; everywhere else the spec refuses them.
            return value
        message = f"keys must be text, received {event.value or 'null'}"
        self._report("KR005", message, event, path, "write a word as the key")
        return event.value

    def _alias(self, event: AliasEvent, path: Path, depth: int) -> Data:
        name = event.anchor
        if name not in self.anchors:
            hint = f"write `&{name}` in front of the value that it stands for, above this line"
            message = f"alias *{name} has no anchor &{name} before it"
            raise self._stop(Issue("KR002", message, path, self._mark(event), hint))
        recorded = self.anchors[name]
        if recorded is None:
            message = f"alias *{name} stands inside its own anchor"
            raise self._stop(Issue("KR006", message, path, self._mark(event), "write the value itself"))
        # Recordings around the alias hold what it stands for: its anchor may be set anew before their replay.
        for recording in self.recordings:
            recording.pop()
        outer, self.events = self.events, iter(recorded)
        self.aliases.append(event)
        data = self._node(_without_anchor(self._next()), path, depth)
        self.aliases.pop()
        self.events = outer
        return data

    def _start_recording(self, event: NodeEvent) -> list[Event] | None:
        if event.anchor is None:
            return None
        self.anchors[event.anchor] = None
        recording: list[Event] = [event]
        self.recordings.append(recording)
        return recording

    def _count(self, event: Event, depth: int) -> None:
        self.nodes += 1
        # What an alias brings in is too much at the alias, not where it was written.
        place = self._mark(self.aliases[0] if self.aliases else event)
        if self.nodes > NODE_LIMIT:
            message = f"expected at most {NODE_LIMIT:,} values and keys, those that aliases repeat included"
            hint = "use fewer aliases" if self.aliases else "`repeat` writes a block of layers several times"
            raise self._stop(Issue("KR006", message, mark=place, hint=hint))
        if depth > DEPTH_LIMIT:
            message = f"expected at most {DEPTH_LIMIT} levels of nesting"
            hint = "is a bracket not closed? No spec is nested so deeply"
            raise self._stop(Issue("KR006", message, mark=place, hint=hint))

    def _mark(self, event: Event) -> Mark:
        mark = event.start_mark
        # Every event of the parser has a place; only those made by hand need not.
        assert mark is not None
        return Mark(self.file, mark.line + 1, mark.column + 1)

    def _report_tag(self, event: Event, path: Path) -> None:
        tag = str(getattr(event, "tag", None)).replace("tag:yaml.org,2002:", "!!")
        self._report("KR003", f"YAML tags are not allowed: {tag}", event, path, "delete the tag")

    def _report(
        self, code: str, message: str, event: Event, path: Path = (), hint: str | None = None
    ) -> None:
        self.issues.append(Issue(code, message, path, self._mark(event), hint))

    def _stop(self, issue: Issue) -> SpecError:
        return SpecError([*self.issues, issue], {self.file: self.text})


def _without_anchor(event: Event) -> Event:
    """Return the event as its alias stands for it: an alias does not set the anchor again."""
    if getattr(event, "anchor", None) is None or isinstance(event, AliasEvent):
        return event
    copy = type(event).__new__(type(event))
    copy.__dict__.update(event.__dict__, anchor=None)
    return copy
