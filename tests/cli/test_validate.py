from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SPEC, Cli

NO_DATA = SPEC.replace(
    "{synthetic: {task: classification, shape: [4], classes: 3, train: 96, test: 32}}", "{npz: none.npz}"
)


@pytest.fixture
def specs(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "bad.yaml").write_text(SPEC.replace("Dense", "Dens"), "utf-8")
    (tmp_path / "nodata.yaml").write_text(NO_DATA, "utf-8")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "notes.txt").write_text("x", "utf-8")


@pytest.mark.usefixtures("specs")
class TestValidate:
    def test_good(self, cli: Cli) -> None:
        assert cli("validate", "good.yaml").out == "good.yaml is valid\n"
        assert cli("validate", "good.yaml", "good.yaml").out == "2 specs are valid\n"
        assert cli("validate", "good.yaml", "-q").out == ""
        assert cli("validate", "good.yaml", "--json").json() == {"ok": True, "issues": []}

    @pytest.mark.parametrize(
        ("names", "code"),
        [
            (["bad.yaml"], 2),
            (["nodata.yaml"], 3),
            (["good.yaml", "nodata.yaml"], 3),
            (["nodata.yaml", "bad.yaml"], 2),
            (["none.yaml"], 2),
            (["folder.yaml"], 2),
            (["notes.txt"], 2),
            (["."], 2),
        ],
    )
    def test_exit_codes(self, names: list[str], code: int, cli: Cli) -> None:
        reply = cli("validate", *names)
        assert (reply.code, reply.out) == (code, "")
        assert "error" in reply.err
        assert cli("validate", *names, "-q") == reply
        document = cli("validate", *names, "--json")
        assert document.code == code
        assert document.json()["ok"] is False

    def test_json_has_the_issues_of_all_files(self, cli: Cli) -> None:
        reply = cli("validate", "bad.yaml", "nodata.yaml", "--json")
        document = reply.json()
        assert document.keys() == {"ok", "issues"}
        assert reply.err == ""
        keys = {"code", "severity", "file", "line", "column", "path", "message", "hint"}
        assert all(issue.keys() == keys for issue in document["issues"])
        assert {issue["file"] for issue in document["issues"]} == {"bad.yaml", "nodata.yaml"}
        assert document["issues"][0]["hint"] == "did you mean 'Dense'?"
