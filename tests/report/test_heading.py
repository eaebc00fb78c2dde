"""The first section."""

from __future__ import annotations

from dataclasses import replace

from kerasrun.report.heading import heading_section
from kerasrun.report.record import Record, read_record
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import Manifest
from kerasrun.rundir.status import Status


def test_hostile_names_and_reasons_stay_text(run: Run) -> None:
    record = replace(
        read_record(run),
        manifest=Manifest("<script>alert(1)</script> [x](http://evil)", "", None),
        status=Status("failed", "<img src=x> `\x1b[2J` |\n# no"),
    )
    title, facts = heading_section(record)
    assert title == r"# &lt;script&gt;alert(1)&lt;/script&gt; \[x\](http\://evil)"
    assert r"- Status: failed: &lt;img src=x&gt; \`\\x1b\[2J\` \| \# no" in facts.splitlines()


def test_one_of_each(run: Run) -> None:
    environment = {"model": {"layers": 1, "parameters": 5, "trainable_parameters": 5}, "data": {"shape": [8]}}
    record = Record(run, environment=environment, history=[{"epoch": 0}])
    _, facts = heading_section(record)
    assert "- Training: 1 epoch\n" in facts
    assert "- Model: 1 layer, 5 parameters\n" in facts
    assert facts.endswith("- One example: shape 8")


def test_classes_with_names_stand_beside_their_ids(run: Run) -> None:
    def last(names: list[str]) -> str:
        _, facts = heading_section(Record(run, environment={"data": {"shape": [8], "class_names": names}}))
        return facts.splitlines()[-1]

    assert last([]) == "- One example: shape 8"
    assert last(["cat", "<b>"]) == "- Classes: 0 cat, 1 &lt;b&gt;"
    many = last([f"c{index}" for index in range(150)])
    assert many.endswith("98 c98, 99 c99, ... (150 in all)")
