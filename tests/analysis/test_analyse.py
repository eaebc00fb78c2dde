from __future__ import annotations

from kerasrun.analysis.analyse import analyse
from kerasrun.data.examples import DataFacts
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec

FACTS = DataFacts(shape=(8,), dtype="float32", rows={"train": 100, "test": 20}, label_form="values")
TEXT = """\
data: {source: mnist-10k}
model:
  layers:
    - Dense: 4
    - Conv1D: {filters: 2, kernel_size: 3}
compile: {loss: mse}
fit: {steps_per_epoch: 99}
expect: {validation.loss: "< 1"}
"""


def spec(text: str) -> ExperimentSpec:
    return parse_spec(parse_document(text, "f"))


def test_all_issues_by_place() -> None:
    analysis = analyse(spec(TEXT), FACTS, FACTS.rows, training=True)
    assert [(issue.code, str(issue.mark)) for issue in analysis.issues] == [
        ("KR201", "f:5:7"),
        ("KR204", "f:7:24"),
        ("KR205", "f:8:10"),
    ]
    assert [step.output_shape for step in analysis.steps] == [(4,), (None, 2)]


def test_without_rows_nothing_is_said_of_them() -> None:
    assert [issue.code for issue in analyse(spec(TEXT), FACTS).issues] == ["KR201"]


def test_the_model_s_own_shape_wins() -> None:
    text = TEXT.replace("  layers:\n", "  input_shape: [6, 3]\n  layers:\n")
    assert analyse(spec(text), FACTS).steps[0].input_shape == (6, 3)


def test_sections_that_training_needs() -> None:
    only_model = spec("model: {input_shape: [4], layers: [{Dense: 1}]}\n")
    assert analyse(only_model, None).issues == ()
    assert [issue.path for issue in analyse(only_model, None, training=True).issues] == [
        ("compile",),
        ("data",),
    ]


def test_no_shape_at_all() -> None:
    analysis = analyse(spec("model: {layers: [{Dense: 1}]}\n"), None)
    assert [issue.path for issue in analysis.issues] == [("model", "input_shape")]
    assert analysis.steps[0].input_shape is None
