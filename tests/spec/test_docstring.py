from __future__ import annotations

import pytest
from pydantic import create_model

from kerasrun.spec.base import SpecModel
from kerasrun.spec.compile import CompileSpec
from kerasrun.spec.data import DataSpec
from kerasrun.spec.docstring import field_docs
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.fit import FitSpec
from kerasrun.spec.function import FormulaSpec, PythonSpec
from kerasrun.spec.model import ModelSpec, RepeatSpec
from kerasrun.spec.runtime import RuntimeSpec
from kerasrun.spec.source import SOURCES

SECTIONS = [ExperimentSpec, DataSpec, ModelSpec, RepeatSpec, CompileSpec, FitSpec, RuntimeSpec, FormulaSpec]


@pytest.mark.parametrize("model", [*SECTIONS, PythonSpec, *dict.fromkeys(SOURCES.values())])
def test_every_field_is_described(model: type[SpecModel]) -> None:
    assert model.__doc__
    docs = field_docs(model)
    assert list(docs) == list(model.model_fields)
    assert all(doc.endswith(".") and "\n" not in doc for doc in docs.values())


def test_a_model_without_source_describes_nothing() -> None:
    assert field_docs(create_model("Made", __base__=SpecModel, a=(int, 1))) == {}
