from __future__ import annotations

from kerasrun.analysis.reference import PAGE, main, reference
from kerasrun.catalogue.article import CODE, titles


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == reference()
    assert main(["--check"]) == 0


def test_every_code_has_a_section() -> None:
    page = reference()
    assert [code for code in titles(CODE) if f"\n## {code}\n" not in page] == []
    assert "| [KR324](#kr324) | warning |" in page
