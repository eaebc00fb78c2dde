from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from kerasrun.job.validate import Verdict, validate
from kerasrun.job.watch import watch

MODEL = "model:\n  input_shape: [4]\n  layers: [Dense: 3]\n"


@pytest.mark.parametrize("changed", ["base.yaml", "a.yaml", "x.npz"])
def test_a_round_for_every_file_that_counts(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(MODEL, "utf-8")
    Path("a.yaml").write_text("extends: base.yaml\ndata: {source: {npz: x.npz}}\n", "utf-8")

    def check() -> Sequence[Verdict]:
        return [validate(Path("a.yaml"))]

    rounds = watch([Path("a.yaml")], check, interval=0.01)
    assert next(rounds)[0].error is not None
    text = Path(changed).read_text("utf-8") if changed != "x.npz" else ""
    threading.Timer(0.05, Path(changed).write_text, [text + "# new\n", "utf-8"]).start()
    assert next(rounds)[0].path == Path("a.yaml")


def test_a_change_during_the_check_makes_another_round(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("", "utf-8")
    texts = []

    def check() -> Sequence[Verdict]:
        texts.append(file.read_text("utf-8"))
        if len(texts) == 1:
            file.write_text(MODEL, "utf-8")
        return [validate(file)]

    rounds = watch([file], check)
    next(rounds)
    assert next(rounds)[0].error is None
    assert texts == ["", MODEL]
