from __future__ import annotations

import pytest

from kerasrun.job.doctor import Finding
from tests.cli.conftest import Cli


def test_this_machine(cli: Cli) -> None:
    reply = cli("doctor", "--json")
    document = reply.json()
    assert document["ok"] is True
    assert reply.code == 0
    found = {finding["what"]: finding for finding in document["findings"]}
    assert {"python", "tensorflow", "keras", "devices", "training step"} <= found.keys()
    assert all(finding.keys() == {"what", "found", "ok"} for finding in found.values())


def test_what_does_not_work(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = [Finding("python", "3.11"), Finding("keras", "[red]ImportError[/red]\x1b", ok=False)]
    monkeypatch.setattr("kerasrun.job.doctor.examine", lambda: findings)
    reply = cli("doctor")
    assert reply.code == 1
    assert "no  keras   [red]ImportError[/red]\\x1b" in reply.out
    quiet = cli("doctor", "-q")
    assert quiet.code == 1
    assert "python" not in quiet.out
    assert cli("doctor", "--json").json()["ok"] is False


def test_quiet_says_nothing_where_all_is_well(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kerasrun.job.doctor.examine", lambda: [Finding("python", "3.11")])
    assert cli("doctor", "-q") == cli("doctor", "-q")
    assert cli("doctor", "-q").out == ""
