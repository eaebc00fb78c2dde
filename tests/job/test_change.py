from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.job.change import Change, find_changes
from kerasrun.job.load import load_spec
from kerasrun.spec.resolve import format_spec, resolve_spec

CONFIGS = sorted(Path(__file__).parents[2].glob("configs/*.yaml"))


def told(old: object, new: object) -> list[str]:
    return [str(change) for change in find_changes({"at": old}, {"at": new})]


def test_every_field_that_differs_is_named() -> None:
    old = {"seed": 0, "fit": {"epochs": 3, "shuffle": True}, "model": {"layers": [{"Dense": 4}, "Flatten"]}}
    new = {"seed": 0, "fit": {"epochs": 5, "shuffle": True}, "model": {"layers": [{"Dense": 5}, "Flatten"]}}
    changes = find_changes(old, new)
    assert [str(change) for change in changes] == ["fit.epochs: 3 -> 5", "model.layers[0].Dense: 4 -> 5"]
    assert [change.is_safe for change in changes] == [True, False]


def test_what_is_new_and_what_is_gone() -> None:
    assert told({"a": 1}, {"b": 2}) == ["at.a: 1 -> nothing", "at.b: nothing -> 2"]
    assert told(None, {"a": 1}) == ["at: None -> {'a': 1}"]


def test_a_list_of_another_length_changes_as_a_whole() -> None:
    assert told([1, 2], [1]) == ["at: [1, 2] -> [1]"]
    assert len(told(list(range(100)), [1])[0]) < 80


def test_numbers_are_equal_whatever_their_type_but_switches_are_no_numbers() -> None:
    assert told(0, 0.0) == []
    assert told(1, True) == ["at: 1 -> True"]
    assert told("1", 1) == ["at: '1' -> 1"]


@pytest.mark.parametrize(
    ("path", "is_safe"),
    [
        (("fit", "epochs"), True),
        (("expect", "test.accuracy"), True),
        (("lint", "ignore"), True),
        (("runtime", "checkpoint"), True),
        (("runtime", "threads"), False),
        (("fit",), False),
        (("fit", "epochs_of_another_kind"), False),
    ],
)
def test_what_a_run_can_go_on_with(path: tuple[str, ...], is_safe: bool) -> None:
    assert Change(path, 1, 2).is_safe is is_safe


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_a_spec_equals_itself_resolved(config: Path, tmp_path: Path) -> None:
    first = resolve_spec(load_spec(config), data_path=str, code_path=str)
    file = tmp_path / "resolved.yaml"
    file.write_text(format_spec(first), "utf-8")
    (tmp_path / "metrics.py").write_text("", "utf-8")
    assert find_changes(first, resolve_spec(load_spec(file), data_path=str, code_path=str)) == []
