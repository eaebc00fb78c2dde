"""The pages tell the truth: what they show is run, and what exists is on them."""

from __future__ import annotations

import pathlib
import re

import pytest
from typer.testing import CliRunner

import kerasrun
from kerasrun.cli.app import app
from kerasrun.cli.command import COMMANDS
from kerasrun.cli.template import template_names
from kerasrun.job.load import check_spec, load_spec
from kerasrun.spec.reference import PAGE, reference

ROOT = pathlib.Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BROKEN = """\
model:
  input_shape: [32, 32, 3]
  layers:
    - Conv2D:
        filters: 32
        kernel_size: 3
    - MaxPooling2D: 2
    - Dropout: 50
    - Flatten
    - Dense: {units: 10, activaton: softmax}
"""


def _blocks(language: str) -> list[str]:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for found, text in blocks if found == language]


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 200


def test_the_spec_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run `make docs`"


def test_the_spec_of_the_readme_is_valid(tmp_path: pathlib.Path) -> None:
    (text,) = _blocks("yaml")
    file = tmp_path / "readme.yaml"
    file.write_text(text, "utf-8")
    assert check_spec(load_spec(file), training=True).spec.fit.epochs == 12


def test_the_error_screen_of_the_readme_is_the_real_one(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pathlib.Path("vgg.yaml").write_text(BROKEN, "utf-8")
    result = CliRunner().invoke(app, ["validate", "vgg.yaml"])
    shown = next(block for block in _blocks("") if "validate vgg.yaml" in block)
    assert result.exit_code == 2
    assert result.stderr.strip() == shown.partition("\n")[2].strip()


def test_the_python_example_runs(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = _blocks("python")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "configs").symlink_to(ROOT / "configs")
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    outcome = names["outcome"]
    assert outcome.epochs == 3  # type: ignore[attr-defined]
    assert (tmp_path / outcome.run.directory / "model.keras").is_file()  # type: ignore[attr-defined]


def test_every_command_is_on_the_page_and_has_an_example() -> None:
    for name, command in COMMANDS.items():
        assert f"`kerasrun {name}" in README
        shown = CliRunner().invoke(app, [name, "--help"]).stdout
        assert command.example in shown


def test_commands_on_the_pages_exist() -> None:
    known = set(COMMANDS)
    pages = [README, *(page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))]
    named = {name for page in pages for name in re.findall(r"`?kerasrun ([a-z-]+)", page)}
    words = {
        "is",
        "adapts",
        "checks",
        "refuses",
        "tells",
        "turns",
        "writes",
        "imports",
        "does",
        "ships",
        "takes",
    }
    assert named - words <= known


def test_options_on_the_readme_exist() -> None:
    for command, option in re.findall(r"`kerasrun ([\w-]+)[^`]*? (--[a-z-]+)", README):
        assert option in CliRunner().invoke(app, [command, "--help"]).stdout


def test_every_sample_spec_is_in_the_table() -> None:
    listed = set(re.findall(r"\(configs/(\w+\.yaml)\)", README))
    assert listed == {file.name for file in (ROOT / "configs").glob("*.yaml")}


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if not link.startswith("https://"):
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_make_targets_on_the_pages_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    pages = README + "".join(page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))
    assert set(re.findall(r"`make ([a-z-]+)", pages)) <= targets


def test_the_version_is_the_package_s() -> None:
    assert f'version = "{kerasrun.__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_templates_of_the_readme_are_those_of_init() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| `kerasrun init"))
    assert {name for name in template_names() if name in row} == set(template_names())
