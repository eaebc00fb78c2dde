"""`kerasrun list`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import Json, Quiet

if TYPE_CHECKING:
    from kerasrun.catalogue.rule import Kind

_KINDS: dict[str, Kind] = {
    "layers": "layer",
    "optimizers": "optimizer",
    "schedules": "schedule",
    "losses": "loss",
    "metrics": "metric",
    "callbacks": "callback",
    "initializers": "initializer",
    "regularizers": "regularizer",
    "constraints": "constraint",
    "activations": "activation",
}
LISTS = (*_KINDS, "sources", "templates", "lints")
"""Everything that can be listed."""


def list_names(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="WHAT",
            help="layers, optimizers, schedules, losses, metrics, callbacks, initializers, regularizers, "
            "constraints, activations, sources, templates or lints; all in short where left out.",
            show_default=False,
            autocompletion=lambda incomplete: [name for name in LISTS if name.startswith(incomplete)],
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the names a spec can use.

    Each comes with its arguments and one line of description; --quiet leaves the names alone.
    """
    with guard(as_json=as_json):
        lists = {name: _entries(name) for name in ([_list_name(what)] if what else LISTS)}
        if as_json:
            _print_json(lists, in_full=what is not None)
        elif quiet:
            for entries in lists.values():
                typer.echo("\n".join(_names(entries)))
        elif "lints" in lists and what is not None:
            _print_lints(lists["lints"])
        elif what is not None:
            _print_table(next(iter(lists.values())))
        else:
            _print_names(lists)


def _list_name(what: str) -> str:
    """Return the list that the user means: `layers` for `layers`, `layer` and `Layers`."""
    from kerasrun.catalogue.lookup import did_you_mean
    from kerasrun.errors import UsageError

    singular: dict[str, str] = {kind: name for name, kind in _KINDS.items()}
    wanted = what.lower()
    name = singular.get(wanted, wanted if wanted in LISTS else f"{wanted}s")
    if name not in LISTS:
        hint = did_you_mean(what, LISTS) or f"the lists are: {', '.join(LISTS)}"
        raise UsageError(f"there is no list of {what!r}", hint)
    return name


def _entries(name: str) -> list[dict[str, Any]]:
    other = {"sources": _sources, "templates": _templates, "lints": _lints}.get(name)
    return other() if other else _objects(_KINDS[name])


def _objects(kind: Kind) -> list[dict[str, Any]]:
    from kerasrun.catalogue import catalogue
    from kerasrun.catalogue.refused import refused

    entries = []
    for name in catalogue.names(kind):
        entry = catalogue.entry(kind, name)
        if entry is None or refused(kind, name):
            continue
        arguments = {a.name: "required" if a.required else a.default for a in entry.arguments}
        entries.append(_entry(name, entry.doc, arguments, entry.aliases))
    return entries


def _sources() -> list[dict[str, Any]]:
    from kerasrun.spec.source import SOURCES

    entries = []
    for name, model in SOURCES.items():
        fields = model.model_fields.items()
        arguments = {key: "required" if field.is_required() else field.default for key, field in fields}
        doc = " ".join((model.__doc__ or "").split("\n\n")[0].split())
        entries.append(_entry(name, doc, arguments))
    return entries


def _templates() -> list[dict[str, Any]]:
    from kerasrun.cli.template import read_template, template_names

    return [_entry(name, read_template(name).splitlines()[0].lstrip("# "), {}) for name in template_names()]


def _lints() -> list[dict[str, Any]]:
    from kerasrun.analysis.lint.check import lints
    from kerasrun.catalogue.article import read_article

    articles = {lint.code: read_article("code", lint.code) or {} for lint in lints()}
    return [
        {"code": lint.code, "severity": lint.severity, "title": articles[lint.code].get("title", "")}
        for lint in lints()
    ]


def _names(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    return [entry["code"] if "code" in entry else entry["name"] for entry in entries]


def _entry(name: str, doc: str, arguments: Mapping[str, Any], aliases: Sequence[str] = ()) -> dict[str, Any]:
    return {"name": name, "aliases": list(aliases), "doc": doc, "arguments": dict(arguments)}


def _print_json(lists: Mapping[str, Sequence[dict[str, Any]]], *, in_full: bool) -> None:
    from kerasrun.cli.reply import print_json

    names = {name: _names(entries) for name, entries in lists.items()}
    print_json(lists if in_full else names)


def _print_table(entries: Sequence[dict[str, Any]]) -> None:
    from kerasrun.cli.console import plain, results
    from kerasrun.cli.table import add_words, new_table

    table = new_table()
    add_words(table, "name", "arguments (* required)", "description")
    for entry in entries:
        arguments = ", ".join(f"{k}*" if v == "required" else k for k, v in entry["arguments"].items())
        name = plain(entry["name"], "bold")
        if entry["aliases"]:
            name.append("\n").append(plain(", ".join(entry["aliases"]), "dim"))
        table.add_row(name, plain(arguments), plain(entry["doc"]))
    results().print(table)


def _print_lints(entries: Sequence[dict[str, Any]]) -> None:
    from kerasrun.cli.console import plain, results
    from kerasrun.cli.table import add_words, new_table

    table = new_table()
    add_words(table, "code", "severity", "title")
    for entry in entries:
        table.add_row(plain(entry["code"], "bold"), plain(entry["severity"]), plain(entry["title"]))
    results().print(table)


def _print_names(lists: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    from rich.padding import Padding

    from kerasrun.cli.console import plain, results

    console = results()
    for name, entries in lists.items():
        console.print(f"{name} ({len(entries)})", style="bold")
        console.print(Padding(plain(", ".join(_names(entries))), (0, 0, 0, 2)))
