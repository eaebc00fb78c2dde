from __future__ import annotations

import pytest

from kerasrun.cli.size import parse_size
from kerasrun.errors import UsageError


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4GB", 4 * 10**9),
        ("512 MiB", 512 * 2**20),
        ("1.5g", 1_500_000_000),
        ("800000000", 800_000_000),
        ("100 B", 100),
        ("2kib", 2048),
    ],
)
def test_a_size(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "GB", "-1GB", "0", "0.0000001k", "4 apples", "4ib", "1e9", "4GBB"])
def test_no_size(text: str) -> None:
    with pytest.raises(UsageError, match="expected a size such as 4GB"):
        parse_size(text)
