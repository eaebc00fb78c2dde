from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import SPEC, Cli

ROOT = Path(__file__).parents[2]
DOUBTED = SPEC.replace("units: 8, activation: relu", "units: 8")
"""Valid, but with two linear layers in a row: a warning."""
HINTED = SPEC.replace("Dense: {units: 8, activation: relu}", "Dense: {units: 8, activation: selu}")
"""Valid, with a hint."""
OLD = SPEC.replace("{epochs: 2", "{nb_epoch: '2'").replace("Dense: {units: 3", "Dens: {output_dim: 3")

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


def spec(text: str, name: str = "a.yaml") -> str:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, "utf-8")
    return name


class TestWarnings:
    def test_a_valid_spec_with_a_warning(self, cli: Cli, golden: Callable[[str, str], None]) -> None:
        reply = cli("validate", spec(DOUBTED))
        assert (reply.code, reply.out) == (0, "a.yaml is valid, 1 warning\n")
        golden("validate_warning", reply.err)
        document = cli("validate", "a.yaml", "--json").json()
        assert document["ok"] is True
        assert [issue["severity"] for issue in document["issues"]] == ["warning"]

    def test_quiet_is_about_hints(self, cli: Cli) -> None:
        reply = cli("validate", spec(DOUBTED), "-q")
        assert (reply.code, reply.out) == (0, "")
        assert "warning" in reply.err
        reply = cli("validate", spec(HINTED))
        assert reply.out == "a.yaml is valid, 1 hint\n"
        assert "info" in reply.err
        reply = cli("validate", spec(HINTED), "-q")
        assert (reply.code, reply.out, reply.err) == (0, "", "")

    def test_a_limit_of_memory(self, cli: Cli) -> None:
        for more in ([], ["--fix"]):
            reply = cli("validate", spec(SPEC), "--max-memory", "1MB", *more)
            assert reply.code == 2
            assert "error[KR202]: expected a limit above" in reply.err
        assert cli("validate", "a.yaml", "--max-memory", "x").code == 2
        assert cli("validate", "a.yaml", "--max-memory", "8GB").code == 0

    def test_strict_takes_warnings_for_errors(self, cli: Cli) -> None:
        reply = cli("validate", spec(DOUBTED), "--strict")
        assert (reply.code, reply.out) == (2, "")
        assert reply.err.endswith("a.yaml is wrong under --strict: 1 warning\n")
        document = cli("validate", "a.yaml", "--strict", "--json")
        assert (document.code, document.json()["ok"]) == (2, False)
        assert cli("validate", spec(HINTED), "--strict").code == 0

    def test_many_files_end_with_one_line(self, cli: Cli, golden: Callable[[str, str], None]) -> None:
        names = [spec(SPEC, "good.yaml"), spec(DOUBTED, "doubted.yaml"), spec(OLD, "old.yaml"), "none.yaml"]
        reply = cli("validate", *names)
        assert (reply.code, reply.out) == (2, "")
        golden("validate_many", reply.err)
        assert cli("validate", *names[:2]).out == "2 specs are valid, 1 warning\n"


class TestFolders:
    def test_a_folder_stands_for_its_specs(self, cli: Cli) -> None:
        spec(SPEC, "s/b.yaml")
        spec(SPEC.replace("Dense", "Dens"), "s/a.yml")
        spec("fit: {epochs: 3}\n", "s/part.yaml")
        reply = cli("validate", "s", "--json")
        assert {issue["file"] for issue in reply.json()["issues"]} == {"s/a.yml"}
        assert cli("validate", "s").err.endswith("1 of 2 specs is wrong: 2 errors\n")

    def test_a_folder_without_specs(self, cli: Cli) -> None:
        spec("fit: {epochs: 3}\n", "s/part.yaml")
        reply = cli("validate", "s")
        assert reply.code == 2
        assert "there are no specs in the folder 's'" in reply.err


class TestFix:
    def test_what_was_changed(self, cli: Cli, golden: Callable[[str, str], None]) -> None:
        reply = cli("validate", spec(OLD), "--fix")
        assert (reply.code, reply.err) == (0, "")
        golden("validate_fix", reply.out)
        assert Path("a.yaml").read_text("utf-8") == SPEC
        assert cli("validate", "a.yaml", "--fix").out == "a.yaml is valid\n"

    def test_what_is_left(self, cli: Cli) -> None:
        reply = cli("validate", spec(OLD.replace("seed", "x") + "sed: -1\n"), "--fix")
        assert reply.code == 2
        assert "seed: expected an integer from 0 to 4294967295, received -1" in reply.err
        assert "fixed[KR101]: sed -> seed" in reply.out

    def test_a_diff_writes_nothing(self, cli: Cli, golden: Callable[[str, str], None]) -> None:
        reply = cli("validate", spec(OLD), "--fix", "--diff")
        assert reply.code == 2
        golden("validate_diff", reply.out)
        assert Path("a.yaml").read_text("utf-8") == OLD
        reply = cli("validate", spec(SPEC), "--fix", "--diff")
        assert (reply.code, reply.out, reply.err) == (0, "", "")

    def test_json(self, cli: Cli) -> None:
        dry = cli("validate", spec(OLD), "--fix", "--diff", "--json")
        assert dry.code == 2
        assert dry.json()["ok"] is False
        assert dry.json()["diff"].startswith("--- a.yaml\n+++ a.yaml\n")
        document = cli("validate", "a.yaml", "--fix", "--json")
        assert document.code == 0
        assert document.json()["fixed"] == dry.json()["fixed"]
        assert document.json()["issues"] == []
        keys = {"code", "file", "line", "column", "old", "new"}
        assert all(change.keys() == keys for change in document.json()["fixed"])

    @pytest.mark.parametrize("options", [["--diff"], ["--watch", "--fix"], ["--watch", "--json"]])
    def test_options_that_do_not_go_together(self, options: list[str], cli: Cli) -> None:
        reply = cli("validate", spec(SPEC), *options)
        assert reply.code == 2
        assert "--" in reply.err


class TestWatch:
    def test_a_change_makes_a_round_and_ctrl_c_ends(self, tmp_path: Path) -> None:
        file = tmp_path / "a.yaml"
        file.write_text(SPEC.replace("Dense", "Dens"), "utf-8")
        log = tmp_path / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "kerasrun", "validate", "a.yaml", "--watch"],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait_for(lambda: "watching" in log.read_text("utf-8"))
                file.write_text(SPEC, "utf-8")
                _wait_for(lambda: log.read_text("utf-8").count("watching") == 2)
            finally:
                process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
        text = re.sub(r"\d\d:\d\d:\d\d", "TIME", log.read_text("utf-8"))
        assert "did you mean 'Dense'?" in text
        assert text.endswith(
            "2 errors\nTIME  watching; Ctrl-C ends\na.yaml is valid\nTIME  watching; Ctrl-C ends\n"
        )


def _wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


class TestHooks:
    """What pre-commit runs: the entry with the names of files behind it."""

    HOOKS = {
        hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    }

    @pytest.mark.parametrize("name", ["configs/a.yaml", "x/configs/deep/a.yml"])
    def test_the_files(self, name: str) -> None:
        assert all(re.search(hook["files"], name) for hook in self.HOOKS.values())
        assert not any(re.search(hook["files"], "docs/a.yaml") for hook in self.HOOKS.values())

    def test_the_entries(self, cli: Cli) -> None:
        names = [spec(SPEC, "configs/good.yaml"), spec(OLD, "configs/old.yaml")]
        entry = self.HOOKS["kerasrun-validate"]["entry"].split()[1:]
        assert cli(*entry, *names).code == 2
        assert cli(*self.HOOKS["kerasrun-fix"]["entry"].split()[1:], *names).code == 0
        assert cli(*entry, *names).code == 0
        assert Path("configs/old.yaml").read_text("utf-8") == SPEC
