from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.builder.archive import load_archive
from kerasrun.builder.object import build_object
from kerasrun.catalogue.refused import refused_in_stack
from kerasrun.errors import UsageError
from kerasrun.spec.object import parse_object
from tests.sample import INPUTS, required_arguments, usable_entries, written

L = keras.layers
NOTHING: Mapping[str, bytes] = {}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = keras.Sequential(
        [keras.Input((4,)), L.Dense(3, "relu", kernel_initializer="he_normal"), L.Dense(1)]
    )
    model.compile("adam", "mse", metrics=["mae"])
    model.optimizer.build(model.trainable_variables)
    path: Path = tmp_path_factory.mktemp("archive") / "good.keras"
    model.save(path)
    return path


def change(
    good: Path, path: Path, edit: Callable[[Any], Any] | None = None, members: Mapping[str, bytes] = NOTHING
) -> Path:
    """Copy the good file with its config edited and members added."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "config.json" and edit is not None:
                config = json.loads(content)
                content = json.dumps(edit(config) or config).encode()
            new.writestr(name, content)
        for name, content in members.items():
            new.writestr(name, content)
    return path


def dense(config: Any) -> Any:
    return config["config"]["layers"][1]


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        load_archive(path)
    assert caught.value.message.startswith(f"{path}: ")
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 500 + len(str(path))
    return caught.value.message.removeprefix(f"{path}: ")


def test_good_model_is_loaded(good):
    model = load_archive(good)
    assert [type(layer).__name__ for layer in model.layers] == ["Dense", "Dense"]
    assert not model.compiled
    original = keras.models.load_model(good)
    np.testing.assert_array_equal(model.get_weights()[0], original.get_weights()[0])


def test_every_layer_that_a_spec_may_name_passes(tmp_path):
    failures = []
    for entry in usable_entries("layer"):
        if refused_in_stack(entry.name) is not None:
            continue
        model = sequential(entry)
        model.save(tmp_path / "m.keras")
        try:
            load_archive(tmp_path / "m.keras")
        except UsageError as error:
            failures.append(f"{entry.name}: {error.message}")
    assert failures == []


def sequential(entry: Any) -> Any:
    arguments = {name: written(value) for name, value in required_arguments(entry).items()}
    if entry.name in ("StringLookup", "IntegerLookup", "TextVectorization"):
        arguments["vocabulary"] = [1, 2] if entry.name == "IntegerLookup" else ["a", "b"]
    for shape, dtype in INPUTS:
        layer = build_object(parse_object("layer", {entry.name: arguments}))
        try:
            return keras.Sequential([keras.Input(shape, dtype=dtype), layer])
        except Exception:
            continue
    raise AssertionError(entry.name)


def test_users_own_loss_does_not_matter(good, tmp_path):
    def edit(config: Any) -> None:
        config["compile_config"]["loss"] = {"module": "mine", "class_name": "function", "config": "my_loss"}

    assert load_archive(change(good, tmp_path / "m.keras", edit)).output_shape == (None, 1)


def test_missing_empty_text_and_directory(tmp_path):
    assert refusal(tmp_path / "no.keras") == "no such file"
    (tmp_path / "empty.keras").write_bytes(b"")
    assert refusal(tmp_path / "empty.keras") == "the file is empty"
    (tmp_path / "text.keras").write_text("model\n" * 100)
    assert "not a .keras archive" in refusal(tmp_path / "text.keras")
    (tmp_path / "folder.keras").mkdir()
    assert "received a directory" in refusal(tmp_path / "folder.keras")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_file(good, tmp_path, share):
    content = good.read_bytes()
    (tmp_path / "cut.keras").write_bytes(content[: int(len(content) * share)])
    assert "cut off" in refusal(tmp_path / "cut.keras")


def test_changed_byte_in_the_weights(good, tmp_path):
    content = bytearray(good.read_bytes())
    content[content.index(b"HDF") + 2000] ^= 255
    (tmp_path / "flip.keras").write_bytes(bytes(content))
    refusal(tmp_path / "flip.keras")


def test_weights_of_another_model(good, tmp_path):
    def edit(config: Any) -> None:
        dense(config)["config"]["units"] = 7
        config["config"]["layers"][2]["build_config"]["input_shape"] = [None, 7]

    assert "Keras cannot load this file" in refusal(change(good, tmp_path / "m.keras", edit))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keras.layers", "Lambda"),
        ("keras.layers", "TFSMLayer"),
        ("keras.layers", "TorchModuleWrapper"),
        ("keras.layers", "NoSuchLayer"),
        ("evil", "Dense"),
        ("keras.src.layers.core.dense", "Dense"),
        ("keras", "Dense"),
        ("os", "system"),
        ("builtins", "eval"),
        (None, "Dense"),
        (["keras.layers"], "Dense"),
        ("keras.layers", ["Dense"]),
        ("keras.models", "Functional"),
        ("keras.utils", "get_file"),
    ],
)
def test_class_that_no_spec_may_name(good, tmp_path, module, name):
    def edit(config: Any) -> None:
        dense(config).update(module=module, class_name=name)

    assert "not a class that a spec may name" in refusal(change(good, tmp_path / "m.keras", edit))


def test_class_hidden_in_an_argument(good, tmp_path):
    evil: dict[str, Any] = {
        "module": "keras.layers",
        "class_name": "Lambda",
        "config": {},
        "registered_name": None,
    }

    def edit(config: Any) -> None:
        dense(config)["config"]["kernel_initializer"] = {"a": [[evil]]}

    assert "'Lambda'" in refusal(change(good, tmp_path / "m.keras", edit))


def test_registered_class_of_a_package(good, tmp_path):
    def edit(config: Any) -> None:
        dense(config)["registered_name"] = "mine>Dense"

    assert "'Dense'" in refusal(change(good, tmp_path / "m.keras", edit))


def test_vocabulary_from_another_file(tmp_path):
    model = keras.Sequential([keras.Input((1,), dtype="string"), L.StringLookup(vocabulary=["a"])])
    model.save(tmp_path / "good.keras")

    def edit(config: Any) -> None:
        dense(config)["config"]["vocabulary"] = "/etc/passwd"

    assert "another file" in refusal(change(tmp_path / "good.keras", tmp_path / "m.keras", edit))


def test_functional_model(tmp_path):
    start = keras.Input((2,))
    keras.Model(start, L.Dense(1)(start)).save(tmp_path / "m.keras")
    assert refusal(tmp_path / "m.keras") == "expected a Sequential model, received 'Functional'"


@pytest.mark.parametrize("name", ["evil.py", "../evil", "assets/../../evil", "/etc/evil", "assets\\..\\evil"])
def test_members_that_are_no_part_of_a_model(good, tmp_path, name):
    path = change(good, tmp_path / "m.keras", members={name: b"x"})
    assert "expected the members config.json, metadata.json, model.weights.h5" in refusal(path)


def test_missing_member(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as archive:
        archive.writestr("config.json", "{}")
    assert "expected the members" in refusal(tmp_path / "m.keras")


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "[]", "3", "null", '{"class_name": 3}'])
def test_config_that_is_none(good, tmp_path, content):
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(tmp_path / "m.keras", "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == "config.json" else old.read(name))
    refusal(tmp_path / "m.keras")


def test_bomb(good, tmp_path):
    with zipfile.ZipFile(tmp_path / "m.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(good) as old:
            archive.writestr("config.json", old.read("config.json"))
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", b"\0" * 50_000_000)
    assert "larger than a model's" in refusal(tmp_path / "m.keras")


@pytest.mark.filterwarnings("ignore:You are saving a model that has not yet been built")
def test_model_without_an_input_shape(tmp_path):
    keras.Sequential([L.Dense(2)]).save(tmp_path / "m.keras")
    assert "no input shape" in refusal(tmp_path / "m.keras")
