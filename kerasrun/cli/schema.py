"""`kerasrun schema`."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import Json, Quiet


def schema(
    output: Annotated[
        pathlib.Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write it to this file; a schema that kerasrun wrote there before is replaced.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print the JSON Schema of a spec, for editors.

    With it, an editor that runs yaml-language-server completes layers and arguments, explains them and marks
    mistakes. Name the file in the first line of a spec, as `kerasrun init` does:

    # yaml-language-server: $schema=kerasrun.schema.json
    """
    with guard(as_json=as_json):
        if output is None:
            from kerasrun.spec.schema import schema_text

            typer.echo(schema_text(), nl=False)
            return
        from kerasrun.cli.console import plain, results
        from kerasrun.cli.reply import print_json
        from kerasrun.job.schema import write_schema

        write_schema(output)
        if as_json:
            print_json({"ok": True, "schema": str(output)})
        elif not quiet:
            results().print(plain(f"{output} written"), soft_wrap=True)
