"""`kerasrun init`."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer

from kerasrun.cli.guard import guard


def init(
    template: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEMPLATE]",
            help="binary, lstm, mlp, mnist, regression, text or vgg; mlp where left out.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        pathlib.Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="Where to write it; TEMPLATE.yaml where left out.",
            show_default=False,
        ),
    ] = None,
    from_data: Annotated[
        pathlib.Path | None,
        typer.Option(
            "--from-data",
            metavar="FILE.npz",
            help="Fit shape, classes and loss to the arrays in this file.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a commented spec to start from.

    An existing file is never overwritten.
    """
    with guard():
        from kerasrun.errors import UsageError

        if template is not None and from_data is not None:
            raise UsageError("a template and --from-data do not go together", "leave one of the two out")
        if from_data is not None:
            from kerasrun.job.draft import draft_spec

            target = out or pathlib.Path(f"{from_data.stem}.yaml")
            text = draft_spec(from_data, target.parent)
        else:
            name = template or "mlp"
            target, text = out or pathlib.Path(f"{name}.yaml"), _read(name)
        _write(target, text)
        typer.echo(f"{target} written; next: kerasrun train {target}")


def _read(name: str) -> str:
    from kerasrun.catalogue.lookup import did_you_mean
    from kerasrun.cli.template import read_template, template_names
    from kerasrun.errors import UsageError

    names = template_names()
    if name not in names:
        hint = did_you_mean(name, names) or f"the templates are: {', '.join(names)}"
        raise UsageError(f"there is no template {name!r}", hint)
    return read_template(name)


def _write(target: pathlib.Path, text: str) -> None:
    from kerasrun.errors import UsageError
    from kerasrun.rundir.atomic import write_text

    if target.exists():
        raise UsageError(f"{target} exists already", "name another file with --out FILE")
    if target.suffix not in (".yaml", ".yml"):
        raise UsageError(f"expected a file that ends in .yaml, received {str(target)!r}")
    write_text(target, text)
