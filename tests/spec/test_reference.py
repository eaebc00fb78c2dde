from __future__ import annotations

from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.formula import FUNCTIONS
from kerasrun.spec.reference import PAGE, main, reference
from kerasrun.spec.source import SOURCES


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference()
    assert main(["--check"]) == 0


def test_every_key_source_and_function_is_on_the_page() -> None:
    page = reference()
    assert [key for key in ExperimentSpec.model_fields if f"| `{key}` |" not in page] == []
    assert [source for source in SOURCES if f"source `{source}`" not in page] == []
    assert [function for function in FUNCTIONS if f"`{function}`" not in page] == []


def test_numbers_and_choices_are_in_words() -> None:
    page = reference()
    assert "| `seed` | an integer from 0 to 4294967295 | `0` |" in page
    assert "| `jit` | `auto`, true or false | `auto` |" in page
    assert "| `input_shape` | a list of integers >= 1 |" in page
