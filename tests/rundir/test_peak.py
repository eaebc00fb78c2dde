from __future__ import annotations

import subprocess
import sys

from kerasrun.rundir.peak import peak_memory, used_memory


def test_the_peak_grows_with_what_is_held() -> None:
    before = peak_memory()
    assert before is not None
    held = bytearray(before + 2**26)
    after = peak_memory()
    assert after is not None
    assert len(held) <= after < 100 * len(held)


def test_a_process_is_not_charged_for_its_parent() -> None:
    held = bytearray(b"x" * 2**28)
    command = "from kerasrun.rundir.peak import peak_memory; print(peak_memory())"
    child = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert int(child.stdout) < len(held)


def test_what_is_used_falls_again_and_the_peak_does_not() -> None:
    before = used_memory()
    assert before is not None
    held = bytearray(b"x" * 2**28)
    assert used_memory() >= before + 2**27  # type: ignore[operator]
    del held
    assert used_memory() < before + 2**27  # type: ignore[operator]
    assert peak_memory() >= before + 2**27  # type: ignore[operator]
