"""`kerasrun init`."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import Json, Quiet
from kerasrun.cli.template import complete_template
from kerasrun.source.file import SUFFIXES


def init(
    template: Annotated[
        str | None,
        typer.Argument(
            metavar="TEMPLATE",
            help="binary, csv, images, lstm, mlp, mnist, regression, text or vgg; mlp where left out.",
            show_default=False,
            autocompletion=complete_template,
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
            metavar="PATH",
            help="Fit shape, classes and loss to a .npz or .csv file, or a folder of images.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a commented spec to start from.

    Beside it, kerasrun.schema.json lets editors complete, explain and check it. An existing file is never
    overwritten, but for an older schema.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.console import plain, results
        from kerasrun.cli.reply import print_json
        from kerasrun.cli.result import quote
        from kerasrun.errors import UsageError
        from kerasrun.job.schema import MODELINE

        if template is not None and from_data is not None:
            raise UsageError("a template and --from-data do not go together", "leave one of the two out")
        if from_data is not None:
            from kerasrun.job.draft import draft_spec

            target = out or pathlib.Path(f"{from_data.stem or 'experiment'}.yaml")
            _require_new(target)
            text = draft_spec(from_data, target.parent)
        else:
            name = template or "mlp"
            target, text = out or pathlib.Path(f"{name}.yaml"), _read(name)
            _require_new(target)
        schema, words = _write_schema(target.parent)
        _write(target, MODELINE + text if schema else text)
        if as_json:
            print_json({"ok": True, "spec": str(target), "schema": str(schema) if schema else None})
        elif not quiet:
            for line in (*words, f"{target} written; next: kerasrun train {quote(target)}"):
                results().print(plain(line), soft_wrap=True)


def _read(name: str) -> str:
    from kerasrun.catalogue.lookup import did_you_mean
    from kerasrun.cli.template import read_template, template_names
    from kerasrun.errors import UsageError

    names = template_names()
    if name not in names:
        hint = did_you_mean(name, names) or f"the templates are: {', '.join(names)}"
        raise UsageError(f"there is no template {name!r}", hint)
    return read_template(name)


def _require_new(target: pathlib.Path) -> None:
    from kerasrun.errors import UsageError

    if target.suffix not in SUFFIXES:
        raise UsageError(
            f"expected a file that ends in .yaml, received '{target}'",
            f"name it '{target.with_suffix('.yaml')}'",
        )
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} exists already", "name another file with --out FILE")
    if not target.parent.is_dir():
        raise UsageError(
            f"expected a folder for the spec, but there is no '{target.parent}'", "make it first"
        )


def _write_schema(folder: pathlib.Path) -> tuple[pathlib.Path | None, list[str]]:
    """Return the schema beside the spec, None where that place is taken, and what there is to tell."""
    from kerasrun.errors import UsageError
    from kerasrun.job.schema import SCHEMA_FILE, write_schema

    file = folder / SCHEMA_FILE
    try:
        return file, [f"{file} written, by which editors complete and check specs"] * write_schema(file)
    except UsageError as error:
        return None, [f"{error.message}: editors will not know the spec"]


def _write(target: pathlib.Path, text: str) -> None:
    from kerasrun.errors import StorageError
    from kerasrun.rundir.atomic import write_text

    try:
        write_text(target, text)
    except StorageError as error:
        # The hint speaks of run directories, which have no part in this.
        raise StorageError(error.message, "name a file that you may write with --out FILE") from error
