from __future__ import annotations

import base64
import os
from pathlib import Path

import numpy as np
import pytest

from kerasrun.cli.template import template_names
from kerasrun.job.schema import MODELINE, SCHEMA_FILE
from kerasrun.spec.schema import schema_text
from tests.cli.conftest import Cli


def save_table(folder: Path) -> None:
    rows = [f"{index % 7},{index % 5},{('a', 'b', 'c')[index % 3]}" for index in range(60)]
    (folder / "flowers.csv").write_text("\n".join(["length,width,species", *rows]), "utf-8")


def save_images(folder: Path) -> None:
    for index in range(60):
        file = folder / "photos" / f"class {index % 10}" / f"{index}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(PNG)


NEED_DATA = {"csv": save_table, "images": save_images}
"""Templates whose data is the user's own."""

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
"""One grey pixel."""


@pytest.mark.parametrize("name", template_names())
def test_every_template_is_valid(name: str, cli: Cli, tmp_path: Path) -> None:
    reply = cli("init", name)
    assert (reply.code, reply.out) == (
        0,
        "kerasrun.schema.json written, by which editors complete and check specs\n"
        f"{name}.yaml written; next: kerasrun train {name}.yaml\n",
    )
    assert (tmp_path / f"{name}.yaml").read_text("utf-8").startswith(f"{MODELINE}# ")
    if name in NEED_DATA:
        NEED_DATA[name](tmp_path)
    if name != "text":
        # The data of `text` is downloaded, the others' is at hand.
        reply = cli("validate", f"{name}.yaml")
        assert (reply.code, reply.err) == (0, "")


def test_the_default_is_mlp(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "-q").out == ""
    assert (tmp_path / "mlp.yaml").exists()


def test_the_help_names_every_template(cli: Cli) -> None:
    text = " ".join(cli("init", "--help").out.split())
    assert f"{', '.join(template_names()[:-1])} or {template_names()[-1]}" in text


def test_json(cli: Cli) -> None:
    reply = cli("init", "vgg", "--json", "--out", "my.yml")
    assert reply.json() == {"ok": True, "spec": "my.yml", "schema": "kerasrun.schema.json"}


def test_a_name_with_a_space_is_quoted(cli: Cli) -> None:
    assert cli("init", "-o", "my spec.yaml").out.endswith("kerasrun train 'my spec.yaml'\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["mnits"], 2, "error: there is no template 'mnits'\n  Hint: did you mean 'mnist'?\n"),
        (["zzz"], 2, "Hint: the templates are: binary, csv, images"),
        (["mlp", "-o", "x.txt"], 2, "expected a file that ends in .yaml, received 'x.txt'"),
        (["mlp", "-o", "no/x.yaml"], 2, "expected a folder for the spec, but there is no 'no'"),
        (["mlp", "--from-data", "x.npz"], 2, "a template and --from-data do not go together"),
        (["--from-data", "none.npz"], 3, "none.npz"),
    ],
)
def test_bad_input(words: list[str], code: int, message: str, cli: Cli, tmp_path: Path) -> None:
    reply = cli("init", *words)
    assert (reply.code, reply.out) == (code, "")
    assert message in reply.err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mlp.yaml").write_text("mine", "utf-8")
    reply = cli("init")
    assert reply.code == 2
    assert reply.err == "error: mlp.yaml exists already\n  Hint: name another file with --out FILE\n"
    os.symlink("nowhere", tmp_path / "link.yaml")
    assert cli("init", "-o", "link.yaml").code == 2
    assert (tmp_path / "mlp.yaml").read_text("utf-8") == "mine"


def test_the_schema_lies_beside_the_spec(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    assert cli("init", "-o", "specs/a.yaml").out.startswith("specs/kerasrun.schema.json written")
    assert (tmp_path / "specs" / SCHEMA_FILE).read_text("utf-8") == schema_text()
    reply = cli("init", "-o", "specs/b.yaml")
    assert (reply.code, reply.out) == (0, "specs/b.yaml written; next: kerasrun train specs/b.yaml\n")
    assert (tmp_path / "specs" / "b.yaml").read_text("utf-8").startswith(MODELINE)


def test_a_file_in_the_place_of_the_schema_stays(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / SCHEMA_FILE).write_text("{}", "utf-8")
    reply = cli("init")
    assert reply.code == 0
    assert reply.out.startswith("kerasrun.schema.json exists already and is no schema of kerasrun")
    assert (tmp_path / SCHEMA_FILE).read_text("utf-8") == "{}"
    assert MODELINE not in (tmp_path / "mlp.yaml").read_text("utf-8")
    assert cli("init", "vgg", "--json").json() == {"ok": True, "spec": "vgg.yaml", "schema": None}


def test_from_data(cli: Cli, tmp_path: Path) -> None:
    np.savez(tmp_path / "mine.npz", x_train=np.zeros((200, 5), "float32"), y_train=np.arange(200) % 4)
    save_table(tmp_path)
    save_images(tmp_path)
    for data, spec in (("mine.npz", "mine"), ("flowers.csv", "flowers"), ("photos/", "photos")):
        assert cli("init", "--from-data", data).code == 0
        reply = cli("validate", f"{spec}.yaml")
        assert (reply.code, reply.err) == (0, "")
