from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.errors import SpecError
from kerasrun.source.document import Document
from kerasrun.source.read import CHAIN_LIMIT, FILE_LIMIT, read_document


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.yaml").write_text(text)


def read(name: str = "spec") -> Document:
    return read_document(f"{name}.yaml")


def refusal(name: str = "spec") -> tuple[str, str, str | None]:
    with pytest.raises(SpecError) as caught:
        read(name)
    issue = caught.value.issues[0]
    assert caught.value.sources[str(issue.mark).split(":")[0]]
    return str(issue.mark), issue.message, issue.hint


def test_a_file_that_extends_nothing() -> None:
    write(spec="a: 1\n")
    assert read().data == {"a": 1}


def test_one_base_or_several_the_later_above_the_earlier() -> None:
    write(one="a: 1\nb: 1\nc: 1\n", two="b: 2\nc: 2\n", spec="extends: [one.yaml, two.yaml]\nc: 3\n")
    assert read().data == {"a": 1, "b": 2, "c": 3}
    assert read().value_mark(("b",)) == read("two").value_mark(("b",))


def test_a_base_may_extend_another_in_its_own_folder() -> None:
    Path("lib").mkdir()
    Path("lib/root.yaml").write_text("a: 1\n")
    Path("lib/base.yaml").write_text("extends: root.yaml\nb: 2\n")
    write(spec="extends: lib/base.yaml\n")
    assert read().data == {"a": 1, "b": 2}
    assert str(read().value_mark(("a",))) == "lib/root.yaml:1:4"


def test_the_same_base_twice_is_no_circle() -> None:
    write(root="a: 1\n", one="extends: root.yaml\n", two="extends: root.yaml\n")
    write(spec="extends: [one.yaml, two.yaml]\n")
    assert read().data == {"a": 1}


def test_a_circle() -> None:
    write(spec="b: 1\nextends: other.yaml\n", other="extends: spec.yaml\n")
    place, message, _ = refusal()
    assert (place, message) == (
        "other.yaml:1:10",
        "'spec.yaml' extends itself, directly or through another file",
    )


def test_a_long_chain() -> None:
    for number in range(CHAIN_LIMIT + 2):
        write(**{f"s{number}": f"extends: s{number + 1}.yaml\n"})
    place, message, _ = refusal("s0")
    assert place == f"s{CHAIN_LIMIT}.yaml:1:10"
    assert message == "expected `extends` to name at most 10 files one after the other, 50 in all"


def test_files_that_multiply() -> None:
    for level in range(8):
        write(**{f"s{level}": f"extends: [{', '.join([f's{level + 1}.yaml'] * 8)}]\n"})
    write(s8="a: 1\n")
    assert f"{FILE_LIMIT} in all" in refusal("s0")[1]


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        (
            "bse.yaml",
            "no such file: 'bse.yaml'",
            "the path is relative to the file that extends it; in '.' there is: list.yaml, spec.yaml",
        ),
        ("3", "expected the path of a YAML file", "write `extends: base.yaml`"),
        ("", "expected the path of a YAML file", "write `extends: base.yaml`"),
        ("{a: 1}", "expected the path of a YAML file", "write `extends: base.yaml`"),
        ("list.yaml", "expected a file with a mapping of sections, received 'list.yaml'", "name a spec"),
        (
            f"{'a' * 300}.yaml",
            f"no such file: '{'a' * 300}.yaml'",
            "the path is relative to the file that extends it; in '.' there is: list.yaml, spec.yaml",
        ),
    ],
)
def test_what_cannot_be_extended(value: str, message: str, hint: str) -> None:
    write(spec=f"extends: {value}\n", list="- 1\n")
    assert refusal()[1:] == (message, hint)


def test_a_mistake_in_the_base_is_reported_there() -> None:
    write(base="a: 1\nb: [1\n", spec="extends: base.yaml\n")
    assert refusal()[0] == "base.yaml:2:4"


def test_a_base_of_another_kind() -> None:
    Path("base.txt").write_text("a: 1\n")
    write(spec="extends: base.txt\n")
    with pytest.raises(SpecError, match=r"expected a \.yaml file, received 'base\.txt'"):
        read()


def test_a_text_in_place_of_the_file_extends_as_the_file_does() -> None:
    write(base="a: 1\n", spec="b: 2\n")
    assert read_document("spec.yaml", text="extends: base.yaml\nb: 3\n").data == {"a": 1, "b": 3}
