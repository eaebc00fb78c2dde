from __future__ import annotations

import pytest

from kerasrun.errors import DataError, Issue, SpecError
from kerasrun.job.quote import quoted
from kerasrun.source.reader import parse_document


def test_error_gets_the_texts_of_the_document():
    document = parse_document("name: a\n", "s.yaml")
    with pytest.raises(DataError) as caught, quoted(document):
        raise DataError("odd")
    assert caught.value.sources == {"s.yaml": "name: a\n"}


def test_error_keeps_its_own_texts():
    document = parse_document("name: a\n", "s.yaml")
    with pytest.raises(SpecError) as caught, quoted(document):
        raise SpecError([Issue("KR001", "odd")], {"other.yaml": "x"})
    assert caught.value.sources == {"other.yaml": "x"}
