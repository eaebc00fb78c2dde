"""`kerasrun list`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import Json

_PLURALS = {
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


def list_names(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[WHAT]",
            help="layers, optimizers, schedules, losses, metrics, callbacks, initializers, regularizers, "
            "constraints, activations, sources or templates; all in short where left out.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the names a spec can use.

    Each comes with its arguments and one line of description.
    """
    with guard(as_json=as_json):
        if what is None:
            _print_all(as_json=as_json)
            return
        entries = _entries(what)
        if as_json:
            typer.echo(json.dumps({what: entries}, indent=2))
        else:
            _print_entries(entries)


def _entries(what: str) -> list[dict[str, Any]]:
    from kerasrun.catalogue.lookup import did_you_mean
    from kerasrun.errors import UsageError

    if what == "sources":
        return _sources()
    if what == "templates":
        return _templates()
    kind = _PLURALS.get(what) or next((kind for kind in _PLURALS.values() if kind == what), None)
    if kind is None:
        known = [*_PLURALS, "sources", "templates"]
        hint = did_you_mean(what, known) or f"the lists are: {', '.join(known)}"
        raise UsageError(f"there is no list of {what!r}", hint)
    return _objects(kind)


def _objects(kind: Any) -> list[dict[str, Any]]:
    from kerasrun.catalogue import catalogue
    from kerasrun.catalogue.refused import refused

    entries = []
    for name in catalogue.names(kind):
        entry = catalogue.entry(kind, name)
        if entry is None or refused(kind, name):
            continue
        arguments = {a.name: "required" if a.required else a.default for a in entry.arguments}
        entries.append(
            {"name": name, "aliases": list(entry.aliases), "doc": entry.doc, "arguments": arguments}
        )
    return entries


def _sources() -> list[dict[str, Any]]:
    from kerasrun.spec.source import SOURCES

    entries = []
    for name, model in SOURCES.items():
        fields = model.model_fields.items()
        arguments = {key: "required" if field.is_required() else field.default for key, field in fields}
        doc = " ".join((model.__doc__ or "").split("\n\n")[0].split())
        entries.append({"name": name, "aliases": [], "doc": doc, "arguments": arguments})
    return entries


def _templates() -> list[dict[str, Any]]:
    from kerasrun.cli.template import read_template, template_names

    return [
        {
            "name": name,
            "aliases": [],
            "doc": read_template(name).splitlines()[0].lstrip("# "),
            "arguments": {},
        }
        for name in template_names()
    ]


def _print_entries(entries: list[dict[str, Any]]) -> None:
    from rich.text import Text

    from kerasrun.cli.console import results
    from kerasrun.cli.table import new_table

    table = new_table()
    for column in ("name", "arguments (* required)", "description"):
        table.add_column(column, overflow="fold")
    for entry in entries:
        arguments = ", ".join(f"{k}*" if v == "required" else k for k, v in entry["arguments"].items())
        name = Text(entry["name"], style="bold")
        if entry["aliases"]:
            name.append(f"\n{', '.join(entry['aliases'])}", style="dim")
        table.add_row(name, Text(arguments), Text(entry["doc"]))
    results().print(table)


def _print_all(*, as_json: bool) -> None:
    names = {
        what: [entry["name"] for entry in _entries(what)] for what in [*_PLURALS, "sources", "templates"]
    }
    if as_json:
        typer.echo(json.dumps(names, indent=2))
        return
    from kerasrun.cli.console import results

    console = results()
    for what, listed in names.items():
        console.print(f"{what} ({len(listed)})", style="bold")
        console.print(f"  {', '.join(listed)}")
