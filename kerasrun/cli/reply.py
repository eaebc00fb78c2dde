"""The machine face: one JSON document on stdout."""

from __future__ import annotations

import json

import typer

from kerasrun.rundir.json_file import format_json


def print_json(value: object) -> None:
    """Print `value` as strict JSON: numbers that are not finite are null.

    It is ASCII, so that it is whole in every encoding, and file names that are not Unicode survive.
    """
    typer.echo(json.dumps(json.loads(format_json(value)), indent=2))
