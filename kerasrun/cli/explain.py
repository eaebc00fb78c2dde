"""`kerasrun explain`."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import AllowPath, Json, Quiet


def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="NAME|CODE|SPEC:LINE",
            help="A Keras name or alias, such as Conv2D, mse or loss:Hinge; the code of an error, such as "
            "KR301; or a line of a spec, such as configs/vgg.yaml:14.",
            show_default=False,
        ),
    ],
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Explain a Keras name, an error code or a line of a spec.

    A name comes with its formula, when to use it and its arguments, which --quiet leaves out; a line of a
    spec with its own numbers.
    """
    with guard(as_json=as_json):
        place = re.fullmatch(r"(.+\.ya?ml):(\d+)", what, re.IGNORECASE)
        if place:
            from kerasrun.job.line import explain_line

            line = explain_line(place[1], int(place[2]), allowed=allow_path or [])
            explanations, document = list(line.explanations), asdict(line)
        else:
            from kerasrun.job.explain import explain as explain_word

            explanations, line = explain_word(what), None
            document = {"explanations": [asdict(explanation) for explanation in explanations]}
        if as_json:
            from kerasrun.cli.reply import print_json

            print_json(document)
        else:
            from kerasrun.cli.article import render_explanation, spaced
            from kerasrun.cli.console import results
            from kerasrun.cli.line import render_line

            articles = [render_explanation(explanation, brief=quiet) for explanation in explanations]
            results().print(spaced([*([render_line(line)] if line else []), *articles]))
