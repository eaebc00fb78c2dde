from __future__ import annotations

import time

from kerasrun.source.document import Document
from kerasrun.source.merge import merge_documents
from kerasrun.source.reader import parse_document


def merged(base: str, over: str) -> Document:
    return merge_documents(parse_document(base, "base.yaml"), parse_document(over, "over.yaml"))


def test_mappings_are_merged_and_all_else_is_replaced() -> None:
    document = merged("a: {b: 1, c: [1, 2]}\nd: 3\n", "a: {c: [9]}\ne: 4\n")
    assert document.data == {"a": {"b": 1, "c": [9]}, "d": 3, "e": 4}
    assert document.file == "over.yaml"
    assert set(document.texts) == {"base.yaml", "over.yaml"}


def test_every_value_keeps_its_place() -> None:
    document = merged("a: {b: 1, c: [1, 2]}\n", "a:\n  c: [9]\n")
    assert str(document.value_mark(("a", "b"))) == "base.yaml:1:8"
    assert str(document.value_mark(("a", "c", 0))) == "over.yaml:2:7"
    assert str(document.key_mark(("a", "b"))) == "base.yaml:1:5"
    assert str(document.key_mark(("a", "c"))) == "over.yaml:2:3"
    # The second item of the list that was replaced has none of its own any more.
    assert ("a", "c", 1) not in document.values


def test_another_object_replaces_the_object() -> None:
    base = "compile: {optimizer: {SGD: {momentum: 0.9}}, loss: mse}\n"
    assert merged(base, "compile: {optimizer: {Adam: {}}}\n").data["compile"] == {
        "optimizer": {"Adam": {}},
        "loss": "mse",
    }


def test_the_same_object_gets_further_arguments() -> None:
    document = merged(
        "compile: {optimizer: {SGD: {momentum: 0.9}}}\n",
        "compile: {optimizer: {SGD: {learning_rate: 1.0}}}\n",
    )
    assert document.data["compile"]["optimizer"] == {"SGD": {"momentum": 0.9, "learning_rate": 1.0}}


def test_issues_of_both() -> None:
    assert [issue.code for issue in merged("a: 010\n", "b: .inf\n").issues] == ["KR008", "KR008"]


def test_wide_documents_merge_in_no_time() -> None:
    wide = "\n".join(f"k{number}: {number}" for number in range(4_000))
    base, over = parse_document(wide, "a.yaml"), parse_document(wide, "b.yaml")
    begin = time.process_time()
    merge_documents(base, over)
    assert time.process_time() - begin < 1
