"""The `lint` section: warnings and errors of judgement that this experiment does not want to hear."""

from __future__ import annotations

from typing import Annotated, ClassVar

from kerasrun.spec.base import SpecModel
from kerasrun.spec.parsed import Parsed
from kerasrun.spec.problem import Problem, problems_error
from kerasrun.spec.wording import describe_value


def _parse_code(value: object) -> str:
    from kerasrun.catalogue.article import codes
    from kerasrun.catalogue.lookup import did_you_mean

    known = codes()
    if isinstance(value, str) and value in known:
        return value
    hint = did_you_mean(value, known) if isinstance(value, str) else None
    message = f"expected the code of a lint, such as KR301, received {describe_value(value)}"
    raise problems_error([Problem("KR105", message, hint=hint or "`kerasrun list lints` shows them")])


Code = Annotated[str, Parsed(_parse_code, "lint_code")]


class LintSpec(SpecModel):
    """What is known and meant as it is."""

    section: ClassVar[str] = "lint"

    ignore: list[Code] = []
    """Codes of lints that stay silent for this spec, such as [KR341]; `kerasrun explain KR341` says what
    each is about. Mistakes that are no matter of judgement cannot be ignored."""
