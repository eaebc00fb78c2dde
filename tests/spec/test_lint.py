from __future__ import annotations

import pytest

from kerasrun.errors import SpecError
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec


def spec(section: str) -> ExperimentSpec:
    return parse_spec(
        parse_document(f"model: {{input_shape: [4], layers: [Flatten]}}\nlint: {section}\n", "f")
    )


def test_nothing_is_ignored_by_default() -> None:
    assert spec("{}").lint.ignore == []
    assert spec("{ignore: [KR301]}").lint.ignore == ["KR301"]


@pytest.mark.parametrize("value", ["KR302x", "KR104", "301", "[KR301]"])
def test_only_codes_of_lints(value: str) -> None:
    with pytest.raises(SpecError) as caught:
        spec(f"{{ignore: [{value}]}}")
    (issue,) = caught.value.issues
    assert issue.path == ("lint", "ignore", 0)
    assert issue.message.startswith("expected the code of a lint, such as KR301, received")
