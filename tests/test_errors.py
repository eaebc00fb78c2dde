from __future__ import annotations

import copy
import pickle

import pytest

from kerasrun import errors
from kerasrun.errors import ExitCode, Fix, Hint, Issue, KerasrunError, Mark, SpecError, format_path

CLASSES = [
    value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, KerasrunError)
]


def test_paths() -> None:
    assert format_path(("model", "layers", 0, "Dense", "units")) == "model.layers[0].Dense.units"
    assert format_path((3,)) == "[3]"
    assert format_path(()) == ""


def test_marks_and_their_order() -> None:
    assert str(Mark("a.yaml", 3, 7)) == "a.yaml:3:7"
    assert sorted([Mark("b", 1, 1), Mark("a", 2, 1), Mark("a", 1, 9)]) == [
        Mark("a", 1, 9),
        Mark("a", 2, 1),
        Mark("b", 1, 1),
    ]


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls is not SpecError])
def test_every_error_survives_a_journey_between_processes(cls: type[KerasrunError]) -> None:
    again = pickle.loads(pickle.dumps(cls("what", "do this", Mark("f", 1, 2))))
    assert (str(again), again.hint, again.mark, type(again)) == ("what", "do this", Mark("f", 1, 2), cls)


def test_a_spec_error_too() -> None:
    issues = [
        Issue("KR2", "later", mark=Mark("f", 2, 1)),
        Issue("KR1", "first", ("a", 0), Mark("f", 1, 1), "h"),
    ]
    again = pickle.loads(pickle.dumps(SpecError(issues, {"f": "text"})))
    assert [issue.message for issue in again.issues] == ["first", "later"]
    assert (str(again), again.hint, again.sources) == ("f:1:1 a[0]: first", "h", {"f": "text"})


def test_issues_without_a_place_come_first() -> None:
    issues = [Issue("KR1", "placed", mark=Mark("a", 1, 1)), Issue("KR9", "nowhere")]
    assert [issue.message for issue in SpecError(issues).issues] == ["nowhere", "placed"]


def test_every_error_has_its_exit_code() -> None:
    assert {cls.__name__: cls.exit_code for cls in CLASSES} == {
        "KerasrunError": ExitCode.BUG,
        "UsageError": ExitCode.SPEC,
        "SpecError": ExitCode.SPEC,
        "BuildError": ExitCode.SPEC,
        "MissingExtra": ExitCode.SPEC,
        "DataError": ExitCode.DATA,
        "TrainingFault": ExitCode.TRAINING,
        "StorageError": ExitCode.STORAGE,
        "ResumeRefused": ExitCode.RESUME,
        "ExpectationMissed": ExitCode.EXPECTATION,
        "OutOfMemory": ExitCode.MEMORY,
        "Interrupted": ExitCode.INTERRUPTED,
        "Terminated": ExitCode.TERMINATED,
        "HungUp": ExitCode.HUNG_UP,
    }


def test_a_hint_carries_its_fix_as_long_as_its_words_are_its_own() -> None:
    fix = Fix("lr", "learning_rate", Fix(1, "1.0"))
    hint = Hint("write `learning_rate: 1`", fix)
    assert hint == "write `learning_rate: 1`"
    assert Issue("KR107", "old", hint=hint).fix == fix
    assert Issue("KR107", "old", hint=hint + " here").fix is None
    assert Issue("KR107", "old").fix is None
    assert pickle.loads(pickle.dumps(hint)).fix == fix
    assert copy.deepcopy(hint).fix == fix
