"""The public names of the package: complete, sorted, importable, documented."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import kerasrun


def test_the_names_are_sorted_and_once_each() -> None:
    assert sorted(set(kerasrun.__all__)) == kerasrun.__all__


def test_every_lazy_name_is_public_and_every_public_name_has_a_home() -> None:
    assert {*kerasrun._HOMES, "__version__"} == set(kerasrun.__all__)
    assert dir(kerasrun) == kerasrun.__all__


@pytest.mark.parametrize("name", sorted(kerasrun._HOMES))
def test_every_name_is_documented_and_comes_from_its_home(name: str) -> None:
    value = getattr(kerasrun, name)
    assert inspect.getdoc(value)
    assert value.__module__ == kerasrun._HOMES[name]
    assert value.__name__ == name


@pytest.mark.parametrize("name", sorted(kerasrun._HOMES))
def test_every_function_says_what_its_arguments_are(name: str) -> None:
    value = getattr(kerasrun, name)
    if not inspect.isfunction(value):
        assert inspect.isclass(value)
        return
    signature = inspect.signature(value)
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty
        assert parameter.name in str(value.__doc__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'kerasrun' has no attribute 'trian'"):
        kerasrun.trian  # noqa: B018


def test_type_checkers_see_every_name() -> None:
    source = inspect.getsource(kerasrun)
    assert [name for name in kerasrun._HOMES if f"import {name} as {name}" not in source] == []


def test_star_import() -> None:
    code = "from kerasrun import *; print(callable(load_spec), callable(train))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["True", "True"]
