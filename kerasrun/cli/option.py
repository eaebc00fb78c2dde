"""Options and arguments that several commands share."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout, nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")]
RunsDir = Annotated[
    pathlib.Path, typer.Option("--runs-dir", metavar="DIR", help="The folder that holds the run directories.")
]
AllowCode = Annotated[
    bool, typer.Option("--allow-code", help="Let the Python files that the spec names run. Read them first.")
]
AllowChange = Annotated[
    bool, typer.Option("--allow-change", help="Go on although the spec or the data changed.")
]
AllowPath = Annotated[
    list[pathlib.Path] | None,
    typer.Option("--allow-path", metavar="DIR", help="Also read data from this folder outside the project."),
]
MaxMemory = Annotated[
    str | None,
    typer.Option(
        "--max-memory",
        metavar="SIZE",
        help="Refuse what needs more, such as 4GB; training stops there too.",
        show_default=False,
    ),
]
MaxTime = Annotated[
    str | None,
    typer.Option(
        "--max-time",
        metavar="DURATION",
        help="Stop as at Ctrl-C after so long, such as 90s or 2h: saved, resumable, exit code 130.",
        show_default=False,
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="KEY.PATH=VALUE", help="Values laid over the spec, such as fit.epochs=3.", show_default=False
    ),
]
RUNS_DIR = pathlib.Path("runs")
