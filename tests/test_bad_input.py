"""Y1-Y76, the inputs that go wrong elsewhere: what is no golden screen, and where each row is tested."""

from __future__ import annotations

import codecs
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrun.errors import DataError, SpecError
from kerasrun.job.load import check_spec, load_spec

GOLDEN = Path(__file__).parent / "golden"

MODEL = "model:\n  input_shape: [4]\n  layers:\n    - Dense: 2\n"

ELSEWHERE = {
    1: "test_every_form_of_a_float_is_a_number",
    12: "test_a_date_that_is_none_is_text",
    55: "test_byte_order_mark_and_line_ends",
    56: "test_another_encoding",
    57: "test_no_text_file",
    66: "test_too_large_or_no_file_at_all",
    68: "test_a_path_that_is_no_spec",
    69: "test_a_data_path_that_is_not_local",
    70: "test_a_path_that_leads_out_of_the_project",
    71: "test_the_root_the_home_and_the_current_folder",
}
"""Rows that are no golden screen: the test that holds each. Y71 is in rundir/test_place.py."""


def test_every_row_of_the_table_is_tested() -> None:
    golden = {int(path.name[1:3]) for path in GOLDEN.iterdir() if path.name[1:3].isdigit()}
    assert golden | set(ELSEWHERE) == set(range(1, 77))
    modules = [Path(__file__), Path(__file__).parent / "rundir" / "test_place.py"]
    text = "\n".join(module.read_text(encoding="utf-8") for module in modules)
    assert [test for test in ELSEWHERE.values() if f"def {test}(" not in text] == []


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(content: str | bytes, name: str = "spec.yaml") -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def refusal(path: str) -> SpecError:
    with pytest.raises(SpecError) as caught:
        load_spec(path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e-3", 1e-3), ("1E-3", 1e-3), ("1e3", 1e3), (".5", 0.5), ("1.", 1.0), ("+.5e-1", 0.05), ("3", 3.0)],
)
def test_every_form_of_a_float_is_a_number(text: str, number: float) -> None:
    compile_section = f"compile: {{loss: mse, optimizer: {{SGD: {{learning_rate: {text}}}}}}}\n"
    spec = load_spec(write(MODEL + compile_section))
    assert spec.compile is not None
    assert spec.compile.optimizer.arguments["learning_rate"] == number


def test_a_date_that_is_none_is_text() -> None:
    assert load_spec(write("name: 2024-13-45\n" + MODEL)).name == "2024-13-45"


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + MODEL.encode(),
        MODEL.replace("\n", "\r\n").encode(),
        MODEL.replace("\n", "\r").encode(),
    ],
    ids=["byte-order mark", "CRLF", "CR"],
)
def test_byte_order_mark_and_line_ends(content: bytes) -> None:
    spec = load_spec(write(content))
    assert spec.model.input_shape == (4,)
    assert spec.line(("model", "layers", 0, "Dense")) == 4


@pytest.mark.parametrize(
    ("content", "message", "place"),
    [
        (codecs.BOM_UTF16_LE + MODEL.encode("utf-16-le"), "expected UTF-8 text, received UTF-16", "1:1"),
        (codecs.BOM_UTF16_BE + MODEL.encode("utf-16-be"), "expected UTF-8 text, received UTF-16", "1:1"),
        (codecs.BOM_UTF32_LE + MODEL.encode("utf-32-le"), "expected UTF-8 text, received UTF-32", "1:1"),
        (MODEL.encode("utf-16-le"), "control characters are not allowed: U+0000 NULL", "1:2"),
        (
            f"{MODEL}# caf\u00e9\n".encode("latin-1"),
            "expected UTF-8 text, received byte 0xe9 at offset 56",
            "5:6",
        ),
    ],
    ids=["UTF-16-LE", "UTF-16-BE", "UTF-32", "UTF-16 without a mark", "Latin-1"],
)
def test_another_encoding(content: bytes, message: str, place: str) -> None:
    error = refusal(write(content))
    assert [issue.message for issue in error.issues] == [message]
    assert str(error.mark) == f"spec.yaml:{place}"
    assert "UTF" in str(error.hint)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "expected a YAML text file, received a PNG picture"),
        (b"\x1f\x8b\x08\0", "expected a YAML text file, received a gzip archive"),
        (b"PK\x03\x04", "expected a YAML text file, received a zip archive"),
        (b"name: a\0b\n", "control characters are not allowed: U+0000 NULL"),
        (b"name: a\x07b\n", "control characters are not allowed: U+0007 BELL"),
        (b"name: a\x1b[2J\n", "control characters are not allowed: U+001B ESCAPE"),
        ("name: a\u2028b\n".encode(), "control characters are not allowed: U+2028 LINE SEPARATOR"),
        ("name: a\u202eb\n".encode(), "control characters are not allowed: U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("name: a\uffffb\n".encode(), "control characters are not allowed: U+FFFF"),
    ],
)
def test_no_text_file(content: bytes, message: str) -> None:
    error = refusal(write(content))
    assert [issue.message for issue in error.issues] == [message]


def _fifo() -> str:
    os.mkfifo("pipe.yaml")
    return "pipe.yaml"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: write(MODEL + "#" * 1_000_000), "expected at most 1 MB, received a larger file"),
        (lambda: write(b"a" * 50_000_000), "expected at most 1 MB, received a larger file"),
        (lambda: "/dev/zero", "expected a regular file, received a device, pipe or socket"),
        (_fifo, "expected a regular file, received a device, pipe or socket"),
        (
            lambda: write("a: [" + "1," * 40_000 + "]"),
            "expected at most 20,000 values and keys, those that aliases repeat included",
        ),
    ],
    ids=["1 MB", "50 MB", "/dev/zero", "FIFO", "40,000 items"],
)
def test_too_large_or_no_file_at_all(make: Callable[[], str], message: str) -> None:
    path = make()
    begin = time.process_time()
    error = refusal(path)
    assert [issue.message for issue in error.issues] == [message]
    assert time.process_time() - begin < 2


def _dangling() -> str:
    Path("link.yaml").symlink_to("nowhere.yaml")
    return "link.yaml"


def _loop() -> str:
    Path("loop.yaml").symlink_to("loop.yaml")
    return "loop.yaml"


def _directory() -> str:
    Path("folder").mkdir()
    write(MODEL, "folder/vgg.yaml")
    return "folder"


def _neighbour() -> str:
    write(MODEL, "vgg.yaml")
    return "vg.yaml"


@pytest.mark.parametrize(
    ("make", "message", "hint"),
    [
        (lambda: "missing.yaml", "no such file", None),
        (_neighbour, "no such file", "in '.' there is: vgg.yaml"),
        (
            lambda: "no/such/spec.yaml",
            "no such file",
            "the folder 'no/such' does not exist or cannot be read",
        ),
        (_directory, "expected a file, received a directory", "in 'folder' there is: vgg.yaml"),
        (_dangling, "expected a file, received a link to 'nowhere.yaml', which does not exist", None),
        (_loop, "the file cannot be read: too many levels of symbolic links", "the link leads to itself"),
        (
            lambda: write(MODEL, "spec.txt"),
            "expected a .yaml file, received 'spec.txt'",
            "a spec's name ends in .yaml or .yml",
        ),
        (lambda: "a\0.yaml", "expected the path of a file, received one with a NUL character", None),
        (lambda: "a" * 5000 + ".yaml", "the file cannot be read: file name too long", "shorten it"),
    ],
    ids=[
        "missing",
        "misspelt",
        "no folder",
        "directory",
        "dangling link",
        "link loop",
        "suffix",
        "NUL",
        "long",
    ],
)
def test_a_path_that_is_no_spec(make: Callable[[], str], message: str, hint: str | None) -> None:
    error = refusal(make())
    assert [(issue.message, issue.hint) for issue in error.issues] == [(message, hint)]


def test_a_file_without_read_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(MODEL)

    def refuse(*arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    # The superuser, as whom tests may run, can read every file.
    monkeypatch.setattr(os, "open", refuse)
    error = refusal(path)
    assert (error.issues[0].message, error.hint) == (
        "the file cannot be read: permission denied",
        "chmod u+r it",
    )


NOT_LOCAL = ["${HOME}/x.yaml", "~/x.yaml", "file:///x.yaml", "http://x.org/x.yaml", "gs://bucket/x.yaml"]


@pytest.mark.parametrize("path", NOT_LOCAL)
def test_a_data_path_that_is_not_local(path: str) -> None:
    spec = load_spec(write(f'data: {{source: {{npz: "{path}"}}}}\n' + MODEL))
    with pytest.raises(DataError) as caught:
        check_spec(spec)
    assert "expected a" in caught.value.message
    assert caught.value.hint is not None
    assert str(caught.value.mark) == "spec.yaml:1:22"


@pytest.mark.parametrize("path", NOT_LOCAL)
def test_an_extended_path_that_is_not_local(path: str) -> None:
    error = refusal(write(f'extends: "{path}"\n' + MODEL))
    assert [issue.code for issue in error.issues] == ["KR112"]
    assert "expected a " in error.issues[0].message
    assert str(error.mark) == "spec.yaml:1:10"


def _outside(project: Path) -> list[str]:
    write(MODEL, "../outside.yaml")
    Path("link.yaml").symlink_to("../outside.yaml")
    return ["../outside.yaml", str(project.parent / "outside.yaml"), "link.yaml", "../../etc/passwd"]


def test_a_path_that_leads_out_of_the_project(project: Path) -> None:
    for path in _outside(project):
        error = refusal(write(f"extends: {path}\n"))
        assert error.issues[0].message == (
            f"expected a path inside the project, received {path!r:.80}, which leads out of it"
        )
        assert "--allow-path" in str(error.hint)
        spec = load_spec(write(f"data: {{source: {{npz: {path}}}}}\n" + MODEL))
        with pytest.raises(DataError, match="inside the project"):
            check_spec(spec)


def test_a_folder_that_is_allowed(project: Path) -> None:
    _outside(project)
    spec = load_spec(write("extends: ../outside.yaml\n"), allowed=[project.parent])
    assert spec.model.input_shape == (4,)
