from __future__ import annotations

from typing import Any


def test_the_policy_decides(analyse: Any) -> None:
    assert analyse({"Dense": 3}, (8,), policy="mixed_float16").dtype == "float16"
    assert (
        analyse({"Dense": {"units": 3, "dtype": "float32"}}, (8,), policy="mixed_float16").dtype == "float32"
    )


def test_fractions_are_cast_and_whole_numbers_are_not(analyse: Any) -> None:
    assert analyse("Flatten", (8,), "float16").dtype == "float32"
    assert analyse("Flatten", (8,), "int64").dtype == "int64"
    assert analyse({"MaxPooling2D": 2}, (8, 8, 3), "uint8").dtype == "uint8"


def test_whole_numbers_where_fractions_are_needed(refusal: Any) -> None:
    assert refusal({"Conv2D": {"filters": 2, "kernel_size": 3}}, (8, 8, 3), "uint8") == (
        "expected numbers with fractions, received whole numbers (uint8)",
        "write `dtype: float32` under `model`, or add `- Rescaling` before it",
    )
    assert "whole numbers" in refusal({"ReLU": {"negative_slope": 0.5}}, (8,), "int32")[0]


def test_text_where_numbers_are_needed(refusal: Any) -> None:
    assert refusal({"Dense": 3}, (8,), "string") == (
        "expected numbers, received text",
        "turn the text into numbers first: TextVectorization or StringLookup",
    )
