from __future__ import annotations

import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.legacy import argument as legacy_arguments
from kerasrun.catalogue.legacy import key as legacy_keys
from kerasrun.catalogue.legacy import legacy_argument, legacy_key, legacy_name
from kerasrun.catalogue.legacy import name as legacy_names
from kerasrun.catalogue.refused import refused, refused_in_stack
from kerasrun.catalogue.rule import Kind
from kerasrun.errors import Hint, StorageError
from kerasrun.job.fix import fix, fix_all
from kerasrun.job.validate import Stage, validate
from tests.job.slip import SLIPS, with_slips
from tests.privilege import bound_by_rights

ROOT = Path(__file__).parents[2]
MENDED = Path(__file__).parent / "mended"
CASES = sorted(path.name.removesuffix(".before.yaml") for path in MENDED.glob("*.before.yaml"))
GOLDEN = ROOT / "tests" / "golden"
WRONG = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
MODEL = "model:\n  input_shape: [4]\n  layers: [Dense: 3]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "a.yaml") -> Path:
    path = Path(name)
    path.write_bytes(text.encode("utf-8"))
    return path


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_before_and_after(case: str) -> None:
    """`GOLDEN=write` writes the files after mending anew; read the difference before it is kept."""
    before = MENDED / f"{case}.before.yaml"
    path = Path(shutil.copyfile(before, f"{case}.yaml"))
    fix(path)
    expected = MENDED / f"{case}.after.yaml"
    if os.environ.get("GOLDEN") == "write":
        expected.write_bytes(path.read_bytes())
    assert path.read_bytes() == expected.read_bytes()
    fix(path)
    assert path.read_bytes() == expected.read_bytes()


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 20


def test_the_changes_are_told_where_they_stood() -> None:
    text = "model:\n  input_shape: [4]\n  layers: [Dens: {output_dim: '3', actvation: relu}]\n"
    fixed = fix(write(text))
    told = [(str(change.mark), change.code, change.old, change.new) for change in fixed.changes]
    assert told == [
        ("a.yaml:3:12", "KR105", "Dens", "Dense"),
        ("a.yaml:3:19", "KR107", "output_dim", "units"),
        ("a.yaml:3:31", "KR103", "'3'", "3"),
        ("a.yaml:3:36", "KR101", "actvation", "activation"),
    ]
    assert fixed.verdict.stage == Stage.VALID


def test_places_are_those_before_a_line_went() -> None:
    text = "model:\n  input_shape: [9, 9, 3]\n  layers:\n    - Convolution2D:\n"
    text += "        nb_filter: 3\n        nb_row: 3\n        nb_col: 4\n    - Dens: 3\nfit: {epoch: '3'}\n"
    changes = fix(write(text)).changes
    lines = text.split("\n")
    for change in changes:
        assert lines[change.mark.line - 1][change.mark.column - 1 :].startswith(change.old)
    assert [change.old for change in changes if not change.new] == ["nb_col: 4"]


def test_a_dry_run_writes_nothing() -> None:
    path = write(MODEL.replace("Dense", "Dens"))
    fixed = fix(path, dry=True)
    assert fixed.after == MODEL
    assert fixed.before == read(path) != MODEL
    assert fixed.verdict.error is not None


@pytest.mark.parametrize("config", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda path: path.name)
def test_a_valid_file_is_not_touched(config: Path) -> None:
    path = Path(shutil.copytree(config.parent, "configs")) / config.name
    os.utime(path, (1_000, 1_000))
    before = path.stat()
    fixed = fix(path)
    assert fixed.verdict.error is None
    assert fixed.changes == ()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_file_that_is_extended_is_mended_only_where_it_is_named() -> None:
    base = write("model:\n  input_shape: [4]\n  layers: [Dens: 3]\n", "base.yaml")
    over = write("extends: base.yaml\nfit: {epoch: 3}\n")
    assert [change.new for change in fix(over).changes] == ["epochs"]
    assert "Dens: 3" in read(base)
    (fixed, mended) = fix_all([over, base])
    assert [change.new for change in mended.changes] == ["Dense"]
    assert fixed.verdict.error is None


def test_a_file_behind_a_broken_one_has_its_turn() -> None:
    base = write("model:\n\tinput_shape: [4]\n\tlayers: [Dense: 3]\n", "base.yaml")
    over = write("extends: base.yaml\nfit: {epoch: 3}\n")
    first, second = fix_all([over, base])
    assert first.verdict.error is second.verdict.error is None
    assert read(over) == "extends: base.yaml\nfit: {epochs: 3}\n"


def test_a_link_and_the_rights_of_a_file_stay() -> None:
    path = write(MODEL.replace("Dense", "Dens"), "real.yaml")
    path.chmod(0o640)
    Path("link.yaml").symlink_to(path)
    fix(Path("link.yaml"))
    assert Path("link.yaml").is_symlink()
    assert read(path) == MODEL
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_cannot_be_written() -> None:
    path = write(MODEL.replace("Dense", "Dens"))
    Path().resolve().chmod(0o500)
    with bound_by_rights(), pytest.raises(StorageError):
        fix(path)
    Path().resolve().chmod(0o700)


def test_a_file_that_cannot_be_read_has_its_verdict() -> None:
    assert fix(Path("none.yaml")).verdict.error is not None
    assert fix(write("\x00")).changes == ()


@pytest.mark.parametrize("case", WRONG)
def test_no_wrong_spec_gets_worse(case: str) -> None:
    path = Path(shutil.copyfile(GOLDEN / case / "spec.yaml", "a.yaml"))
    before = validate(path)
    fixed = fix(path)
    assert validate(path).issues == fixed.verdict.issues
    assert fixed.verdict.stage >= before.stage
    assert bool(fixed.changes) == (fixed.before != fixed.after)
    assert fix(path).changes == ()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("ab:-[]{}&*\"'#!|>% \t\n\r1é", max_size=60))
def test_any_text_is_mended_or_left(text: str) -> None:
    path = write(f"{text}\nmodel: {{input_shape: [4], layers: [Dens: 3]}}\n")
    fixed = fix(path)
    assert read(path) == fixed.after
    assert fix(path).changes == ()


PLACES: dict[Kind, str] = {
    "layer": "model: {{input_shape: [8], layers: [{}]}}",
    "optimizer": MODEL + "compile: {{loss: mse, optimizer: {}}}",
    "schedule": MODEL + "compile: {{loss: mse, optimizer: {{SGD: {{learning_rate: {}}}}}}}",
    "loss": MODEL + "compile: {{loss: {}}}",
    "metric": MODEL + "compile: {{loss: mse, metrics: [{}]}}",
    "callback": MODEL + "fit: {{callbacks: [{}]}}",
    "regularizer": "model: {{input_shape: [8], layers: [Dense: {{units: 1, kernel_regularizer: {}}}]}}",
    "constraint": "model: {{input_shape: [8], layers: [Dense: {{units: 1, kernel_constraint: {}}}]}}",
}
NAMES = [(kind, name) for kind, names in legacy_names._SAME.items() for name in names]
OLD = {
    kind: {*legacy_arguments._RENAMED.get(kind, {}), *legacy_arguments._SPECIAL.get(kind, {})}
    for kind in PLACES
}
ARGUMENTS = [
    (kind, name, argument, value)
    for kind, arguments in OLD.items()
    for argument in sorted(arguments)
    for name in catalogue.names(kind)[::4] + ("Dense", "Conv2D", "LSTM", "Embedding", "Dropout")
    for value in (0.5, "tf", "one")
    if not refused(kind, name)
    and not (kind == "layer" and refused_in_stack(name))
    and isinstance(legacy_argument(kind, name, argument, value, {}), Hint)
]
KEYS = [(section, key) for section, keys in legacy_keys._RENAMED.items() for key in keys]


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_every_old_name_with_a_new_one_is_mended(kind: Kind, name: str) -> None:
    path = write(PLACES[kind].format(f"{{{name}: {{}}}}"))
    hint = legacy_name(kind, name)
    assert isinstance(hint, Hint)
    assert [(change.old, change.new) for change in fix(path).changes] == [(name, hint.fix.new)]
    assert not any(repr(name) in issue.message for issue in validate(path).issues)


@pytest.mark.parametrize(("kind", "name", "argument", "value"), ARGUMENTS)
def test_every_old_argument_with_a_new_one_is_mended(
    kind: Kind, name: str, argument: str, value: object
) -> None:
    path = write(PLACES[kind].format(f"{{{name}: {{{argument}: {value}}}}}"))
    told = f"has no argument {argument!r}"
    assert any(told in issue.message for issue in validate(path).issues)
    assert argument in [change.old for change in fix(path).changes]
    assert not any(told in issue.message for issue in validate(path).issues)


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_old_key_with_a_new_one_is_mended(section: str, key: str) -> None:
    text = {"model": f"model: {{{key}: float32, input_shape: [8], layers: [Dense: 1]}}"}
    path = write(text.get(section, f"{MODEL}{section}: {{{key}: 3}}"))
    hint = legacy_key(section, key, 3)
    assert isinstance(hint, Hint)
    assert (key, hint.fix.new) in [(change.old, change.new) for change in fix(path).changes]
    assert not any(key in issue.path for issue in validate(path).issues)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slips=SLIPS, end=st.sampled_from(["\n", "\r\n", "\r"]), marked=st.booleans())
def test_any_slips(slips: list[tuple[tuple[int, int], int, str]], end: str, marked: bool) -> None:
    text = ("\ufeff" if marked else "") + with_slips(slips).replace("\n", end)
    path = write(text)
    fixed = fix(path)
    after = read(path)
    assert after == fixed.after
    # Twice is the same as once.
    assert fix(path).changes == ()
    assert read(path) == after
    # All but the words that are told is as it was, line by line.
    for number, (old, new) in enumerate(zip(text.split(end), after.split(end), strict=True), 1):
        begin, pattern = 0, ""
        shift = 1 if marked and number == 1 else 0
        for change in [change for change in fixed.changes if change.mark.line == number]:
            column = change.mark.column - 1 + shift
            if column >= begin:
                pattern += re.escape(old[begin:column]) + ".+?"
                begin = column + len(change.old)
        assert re.fullmatch(pattern + re.escape(old[begin:]), new)
    # It is no worse than before, and what can be read says the same of what was right.
    before = validate(path, text=text.removeprefix("\ufeff").replace(end, "\n"))
    assert fixed.verdict.stage >= before.stage
    if before.error is None:
        assert after == text
