from __future__ import annotations

from kerasrun.cli.template import complete_template, read_template, template_names


def test_names() -> None:
    assert template_names() == [
        "binary",
        "csv",
        "images",
        "lstm",
        "mlp",
        "mnist",
        "regression",
        "text",
        "vgg",
    ]


def test_each_begins_with_what_it_is() -> None:
    for name in template_names():
        first = read_template(name).splitlines()[0]
        assert first.startswith("# ")
        assert len(first) > 10


def test_completion() -> None:
    assert complete_template("m") == ["mlp", "mnist"]
    assert complete_template("x") == []
