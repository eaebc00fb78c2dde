"""The string under each field of a section, which describes it in hints and documentation.

pydantic can collect these strings itself, but does so for every model when it is imported, at a cost that
every command would pay; here they are read from the source when somebody asks.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache

from pydantic import BaseModel


@cache
def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """Return `{field: its description on one line}` for the fields that `model` and its bases describe."""
    docs: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if not issubclass(cls, BaseModel) or cls is BaseModel:
            continue
        docs |= _own_docs(cls)
    return {name: docs[name] for name in model.model_fields if name in docs}


@cache
def _own_docs(cls: type[BaseModel]) -> dict[str, str]:
    try:
        source = inspect.getsource(cls)
    except (OSError, TypeError):
        # Made on demand, or shipped without its source.
        return {}
    body = ast.parse(textwrap.dedent(source)).body[0]
    assert isinstance(body, ast.ClassDef)
    docs = {}
    for field, doc in zip(body.body, body.body[1:], strict=False):
        match field, doc:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str() as text)):
                docs[name] = " ".join(text.split())
    return docs
