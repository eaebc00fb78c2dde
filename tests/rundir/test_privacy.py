"""What leaves the machine with a run names nobody and opens nothing."""

from __future__ import annotations

import pytest

from kerasrun.rundir.privacy import hide_homes, hide_secret


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("data.source.npz=/srv/people/ann/x.npz", "data.source.npz=~/x.npz"),
        ("/srv/people/ann", "~"),
        ("/srv/people/anna/x", "/srv/people/anna/x"),
        ("--xla_gpu_cuda_data_dir=/home/bob/cuda", "--xla_gpu_cuda_data_dir=~/cuda"),
        ("/Users/bob/x", "~/x"),
        (r"C:\Users\bob\x", r"~\x"),
        ("data/home/bob/x", "data/home/bob/x"),
        ("fit.epochs=3", "fit.epochs=3"),
    ],
)
def test_home_folders_become_a_tilde(text: str, hidden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/srv/people/ann")
    assert hide_homes(text) == hidden


def test_a_home_at_the_root_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    assert hide_homes("npz=/data/x.npz") == "npz=/data/x.npz"


@pytest.mark.parametrize(
    "key", ["data.password", "api_key", "x.apiKey", "hf.token", "AWS_SECRET", "db.privateKey"]
)
def test_the_value_of_a_secret_key_is_hidden(key: str) -> None:
    assert hide_secret(f"{key}=hunter=2") == f"{key}=***"


@pytest.mark.parametrize(
    "override",
    ["a.max_tokens=100", "a.kernel_size=3", "a.key_dim=8", "fit.epochs=3", "a.tokenizer=x", "token"],
)
def test_other_overrides_stay(override: str) -> None:
    assert hide_secret(override) == override
