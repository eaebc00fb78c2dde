"""Arrays come back bit for bit, whatever their dtype, shape and name."""

from __future__ import annotations

import io
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kerasrun.rundir.array_file import NonFiniteArray, check_finite, format_arrays, parse_arrays

FOREIGN = sorted(
    name
    for name, kind in vars(ml_dtypes).items()
    if isinstance(kind, type) and issubclass(kind, np.generic) and kind.__module__ == "ml_dtypes"
)
NATIVE = [
    *(f"{order}{code}" for order in "<>" for code in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8")),
    *("i1", "u1", "?", "<c8", ">c16", "S5", "<U3", "M8[ns]", "m8[s]", "V3", "longdouble"),
]
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)


@st.composite
def named_arrays(draw: st.DrawFn) -> dict[str, Any]:
    arrays = {}
    for name in draw(st.lists(st.text(max_size=6), max_size=5, unique=True)):
        shape = draw(SHAPES)
        if draw(st.booleans()):
            bits = draw(hnp.arrays("u1", shape))
            kind = np.dtype(getattr(ml_dtypes, draw(st.sampled_from(FOREIGN))))
            arrays[name] = np.repeat(bits[..., None], kind.itemsize, -1).view(kind).reshape(shape)
            continue
        dtype = np.dtype(draw(st.sampled_from(NATIVE)))
        content = draw(st.binary(min_size=2, max_size=2)) * (int(np.prod(shape)) * dtype.itemsize)
        size = int(np.prod(shape)) * dtype.itemsize
        if dtype.kind in "SUV?" or dtype == np.longdouble:  # not all of their bytes are values
            arrays[name] = np.zeros(shape, dtype)
        else:
            arrays[name] = np.frombuffer(content[:size], dtype).reshape(shape)
        if draw(st.booleans()):
            arrays[name] = arrays[name].T
    return arrays


def bits(array: Any) -> tuple[str, tuple[int, ...], bytes]:
    return repr(array.dtype), array.shape, array.tobytes()


@given(named_arrays())
@settings(max_examples=60, deadline=None)
def test_every_array_comes_back(arrays: dict[str, Any]) -> None:
    content, table = format_arrays(arrays)
    again = parse_arrays(bytes(content), table)
    assert list(again) == list(arrays)
    assert [bits(again[name]) for name in arrays] == [bits(array) for array in arrays.values()]
    for array in again.values():
        assert array.flags.writeable


@pytest.mark.parametrize("name", FOREIGN)
def test_scalars_and_empty_arrays_of_a_foreign_dtype(name: str) -> None:
    kind = getattr(ml_dtypes, name)
    arrays = {
        "scalar": np.array(1, kind),
        "none": np.zeros((2, 0, 3), kind),
        "two": np.ones((2, 1), kind)[::-1],
    }
    content, table = format_arrays(arrays)
    again = parse_arrays(bytes(content), table)
    assert [bits(again[key]) for key in arrays] == [bits(array) for array in arrays.values()]


def test_text_and_records_come_back() -> None:
    arrays = {
        "text": np.array(["ä", "bcd", ""]),
        "bytes": np.array([b"a\x00b", b""]),
        "records": np.array([(1, 2.5)], dtype=[("a", "<i4"), ("b", ">f8")]),
        "truth": np.array([True, False]),
        "long": np.array([np.longdouble(1) / 3]),
    }
    content, table = format_arrays(arrays)
    again = parse_arrays(bytes(content), table)
    for name, array in arrays.items():
        assert again[name].dtype == array.dtype
        assert again[name].tolist() == array.tolist()


def test_numpy_opens_the_file_and_the_same_arrays_are_the_same_bytes() -> None:
    arrays = {"dense/kernel": np.arange(6.0).reshape(2, 3), "dense/bias": np.zeros(3)}
    content = bytes(format_arrays(arrays)[0])
    assert content == bytes(format_arrays(arrays)[0])
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        assert file["arr_0"].tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    "array",
    [
        np.array([{}, None]),
        np.array([(1, None)], dtype=[("a", "i4"), ("b", "O")]),
        np.array(["a"], dtype=np.dtypes.StringDType()),
        np.zeros(2, dtype=[("a", ml_dtypes.bfloat16)]),
    ],
)
def test_what_needs_a_pickle_is_refused_by_name(array: Any) -> None:
    with pytest.raises(TypeError, match="state/x: arrays of .* cannot be stored"):
        format_arrays({"state/x": array})


@pytest.mark.parametrize("dtype", ["f2", ">f4", "f8", "c8", "bfloat16", "float8_e5m2", "float8_e4m3fn"])
def test_the_first_value_that_is_not_finite_is_named(dtype: str) -> None:
    kind = getattr(ml_dtypes, dtype, None) or np.dtype(dtype)
    good, bad = np.ones((2, 3), kind), np.ones((2, 3), kind)
    check_finite({"kernel": good, "scalar": np.array(1, kind), "none": np.zeros((0, 2), kind)})
    bad[1, 2] = np.nan
    with pytest.raises(NonFiniteArray) as caught:
        check_finite({"kernel": good, "bias": bad, "next": bad})
    assert (caught.value.name, caught.value.index) == ("bias", (1, 2))
    assert str(caught.value) == ("bias[1, 2] is (nan+0j)" if dtype == "c8" else "bias[1, 2] is nan")


def test_infinity_and_scalars_count_and_whole_numbers_do_not() -> None:
    check_finite({"steps": np.array(3), "names": np.array(["nan"]), "times": np.array(["NaT"], "M8[s]")})
    check_finite({"four": np.ones(2, ml_dtypes.int4)})
    with pytest.raises(NonFiniteArray, match="^rate is -inf$"):
        check_finite({"rate": np.array(-np.inf)})


FACT = {"name": "a", "shape": [2], "dtype": "float32", "raw": False}


@pytest.mark.parametrize(
    "table",
    [
        None,
        {},
        [],
        [FACT, FACT],
        ["a"],
        [{}],
        [{**FACT, "name": 1}],
        [{**FACT, "shape": [3]}],
        [{**FACT, "shape": [2.0]}],
        [{**FACT, "shape": [-2]}],
        [{**FACT, "dtype": "float64"}],
        [{**FACT, "raw": 0}],
        [{**FACT, "raw": True}],
        [{**FACT, "raw": True, "dtype": "finfo"}],
    ],
)
def test_a_table_of_other_arrays_is_refused(table: Any) -> None:
    content = bytes(format_arrays({"a": np.zeros(2, "f4")})[0])
    assert list(parse_arrays(content, [FACT])) == ["a"]
    with pytest.raises(ValueError, match=r"arrays|expected"):
        parse_arrays(content, table)


def test_bytes_that_are_no_whole_number_of_values_are_refused() -> None:
    content, table = format_arrays({"a": np.zeros(3, "u1")})
    for dtype, shape in (("bfloat16", [3]), ("bfloat16", [1]), ("int4", [4])):
        with pytest.raises(ValueError, match="."):
            parse_arrays(bytes(content), [{**table[0], "raw": True, "dtype": dtype, "shape": shape}])


def test_one_name_for_two_arrays_is_refused() -> None:
    content, table = format_arrays({"a": np.zeros(2), "b": np.zeros(2)})
    with pytest.raises(ValueError, match="'a' stands there twice"):
        parse_arrays(bytes(content), [table[0], {**table[1], "name": "a"}])


def test_files_that_are_not_archives_of_arrays_are_refused() -> None:
    content, table = format_arrays({"a": np.arange(50.0)})
    single = io.BytesIO()
    np.save(single, np.zeros(2))
    pickled = io.BytesIO()
    np.savez(pickled, np.array([{}]), allow_pickle=True)
    whole = bytes(content)
    cuts = [whole[:length] for length in range(0, len(whole), 37)]
    for wrong in [b"", b"{}", b"PK\x03\x04", single.getvalue(), pickled.getvalue(), *cuts]:
        with pytest.raises(ValueError, match="."):
            parse_arrays(wrong, table)
