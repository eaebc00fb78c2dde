from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

SPEC = """\
data: {{source: {{synthetic: {{task: regression, shape: [9], train: 1000}}}}}}
model: {{layers: [{layers}]}}
compile:
  loss: mse
  optimizer:
    {optimizer}
fit: {{epochs: 10, batch_size: 50}}
"""
WARM_UP = "{CosineDecay: {initial_learning_rate: 0, warmup_target: 0.5, warmup_steps: 20, decay_steps: 180}}"
DEEP, LINEAR = "Dense: {units: 8, activation: relu}, Dense: 1", "Dense: 1"


def found(find: Find, code: str, optimizer: str, layers: str = DEEP) -> list[int]:
    text = SPEC.format(optimizer=optimizer, layers=layers)
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


@pytest.mark.parametrize(
    "optimizer",
    [
        "Adam: {learning_rate: 0.1}",
        "RMSprop: {learning_rate: 0.02}",
        f"AdamW: {{learning_rate: {WARM_UP}}}",
        "LossScaleOptimizer: {inner_optimizer: {Adam: {learning_rate: 0.1}}}",
        "SGD: {learning_rate: 1.0e-9}",
        "Adam: {learning_rate: 1.0e-8}",
    ],
)
def test_a_rate_out_of_range(find: Find, optimizer: str) -> None:
    assert found(find, "KR336", optimizer) == [6]


@pytest.mark.parametrize(
    ("optimizer", "layers"),
    [
        ("Adam: {learning_rate: 0.01}", DEEP),
        ("adam", DEEP),
        ("Adam: {learning_rate: 0.1}", f"Normalization, {LINEAR}"),
        ("SGD: {learning_rate: 0.1, momentum: 0.9}", DEEP),
        ("Adadelta: {learning_rate: 1.0}", DEEP),
        ("Adam: {learning_rate: {PiecewiseConstantDecay: {boundaries: [100], values: [0.01, 0]}}}", DEEP),
    ],
)
def test_a_usual_rate(find: Find, optimizer: str, layers: str) -> None:
    assert found(find, "KR336", optimizer, layers) == []


@pytest.mark.parametrize(
    ("optimizer", "layers"),
    [
        ("SGD: {learning_rate: 1.0}", DEEP),
        ("SGD: {learning_rate: 10, momentum: 0.9}", LINEAR),
        (
            "SGD: {learning_rate: {CosineDecay: {initial_learning_rate: 5, decay_steps: 200}}}",
            DEEP,
        ),
    ],
)
def test_sgd_that_diverges(find: Find, optimizer: str, layers: str) -> None:
    assert found(find, "KR337", optimizer, layers) == [6]


@pytest.mark.parametrize(
    "optimizer",
    [
        "SGD: {learning_rate: 0.5}",
        "SGD: {learning_rate: 1, clipnorm: 1}",
        "Adadelta: {learning_rate: 1}",
        "sgd",
    ],
)
def test_sgd_within_bounds(find: Find, optimizer: str) -> None:
    assert found(find, "KR337", optimizer) == []


def test_a_linear_classifier_stands_long_steps(find: Find) -> None:
    text = SPEC.format(optimizer="SGD: {learning_rate: 1}", layers="Dense: {units: 1, activation: sigmoid}")
    text = text.replace("regression", "binary").replace("mse", "binary_crossentropy")
    assert [issue for issue in find(text) if issue.code == "KR337"] == []


def schedule(name: str, arguments: str) -> str:
    return f"SGD: {{learning_rate: {{{name}: {{{arguments}}}}}}}"


FIRST = "initial_learning_rate: 0.1"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("CosineDecay", f"{FIRST}, decay_steps: 10"),
        ("CosineDecay", f"{FIRST}, decay_steps: 100000"),
        ("CosineDecayRestarts", f"{FIRST}, first_decay_steps: 5000"),
        ("PolynomialDecay", f"{FIRST}, decay_steps: 20, end_learning_rate: 0"),
        ("ExponentialDecay", f"{FIRST}, decay_steps: 1, decay_rate: 0.9"),
        ("ExponentialDecay", f"{FIRST}, decay_steps: 1000, decay_rate: 0.9, staircase: true"),
        ("ExponentialDecay", f"{FIRST}, decay_steps: 10000, decay_rate: 0.96"),
        ("InverseTimeDecay", f"{FIRST}, decay_steps: 1, decay_rate: 100"),
        ("PiecewiseConstantDecay", "boundaries: [500, 600], values: [0.1, 0.01, 0.001]"),
    ],
)
def test_a_schedule_of_another_length(find: Find, name: str, arguments: str) -> None:
    assert found(find, "KR339", schedule(name, arguments)) == [6]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("CosineDecay", f"{FIRST}, decay_steps: 200"),
        ("CosineDecay", f"{FIRST}, decay_steps: 50, alpha: 0.1"),
        ("CosineDecay", f"{FIRST}, warmup_target: 0.2, warmup_steps: 50, decay_steps: 110"),
        ("CosineDecayRestarts", f"{FIRST}, first_decay_steps: 20"),
        ("PolynomialDecay", f"{FIRST}, decay_steps: 100, end_learning_rate: 0.01"),
        ("ExponentialDecay", f"{FIRST}, decay_steps: 100, decay_rate: 0.96, staircase: true"),
        ("InverseTimeDecay", f"{FIRST}, decay_steps: 1, decay_rate: 1.0e-6"),
        ("PiecewiseConstantDecay", "boundaries: [100, 300], values: [0.1, 0.01, 0.001]"),
    ],
)
def test_a_schedule_of_about_the_right_length(find: Find, name: str, arguments: str) -> None:
    assert found(find, "KR339", schedule(name, arguments)) == []
