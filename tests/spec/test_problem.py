from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kerasrun.spec.problem import Problem, problems_error, rewrite


def shown(error: ValidationError) -> list[tuple[str, tuple[str | int, ...], str | None]]:
    return [(e["type"], e["loc"], e["ctx"]["hint"]) for e in error.errors()]


def no_problem(details: ErrorDetails) -> Problem:
    raise AssertionError(details)


def test_a_problem_goes_through_pydantic_unchanged() -> None:
    (error,) = problems_error(
        [Problem("KR101", "no {braces} %s", ("a", 1), "hint", True, ("b",), 3)]
    ).errors()
    assert (error["type"], error["loc"], error["msg"]) == ("KR101", ("a", 1), "no {braces} %s")
    assert error["ctx"] == {
        "message": "no {braces} %s",
        "hint": "hint",
        "at_key": True,
        "other": ("b",),
        "depth": 2,
        "offset": 3,
    }


def test_rewriting_puts_a_path_in_front_and_keeps_the_hint() -> None:
    error = problems_error([Problem("KR104", "m", ("a",), "h"), Problem("KR104", "m", ("b",))])
    again = rewrite(error, no_problem, ("x",), default_hint=lambda path: f"default of {path[0]}")
    assert shown(again) == [("KR104", ("x", "a"), "h"), ("KR104", ("x", "b"), "default of b")]


def test_a_wrong_key_of_a_mapping_is_marked_at_the_key() -> None:
    error = rewrite(problems_error([Problem("KR104", "m", (0, "[key]"))]), no_problem)
    assert error.errors()[0]["loc"] == (0,)
    assert error.errors()[0]["ctx"]["at_key"] is True


def test_a_missing_key_that_was_misspelt_is_no_second_mistake() -> None:
    missing = Problem("KR102", "missing key 'units'", ("Dense", "units"))
    wrong = Problem("KR101", "unknown", ("Dense", "unit"), "did you mean 'units'?", at_key=True)
    old = Problem("KR107", "unknown", ("Dense", "output_dim"), "write `units: 3`", at_key=True)
    far = Problem("KR101", "unknown", ("unit",), "did you mean 'units'?", at_key=True)
    for also, count in ((wrong, 1), (old, 1), (far, 2)):
        assert len(rewrite(problems_error([missing, also]), no_problem).errors()) == count
