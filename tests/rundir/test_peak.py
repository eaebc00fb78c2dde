from __future__ import annotations

from kerasrun.rundir.peak import peak_memory


def test_the_peak_grows_with_what_is_held() -> None:
    before = peak_memory()
    assert before is not None
    held = bytearray(before + 2**26)
    after = peak_memory()
    assert after is not None
    assert len(held) <= after < 100 * len(held)
