"""Keys of `fit`, `compile` and `model` that a spec says elsewhere, or that only Keras 1 and 2 took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kerasrun.catalogue.legacy.flow import flow
from kerasrun.catalogue.legacy.shape import batch_shape_hint, input_shape_hint
from kerasrun.errors import Fix, Hint

_QUEUE: Final = "leave it out: data is read ahead by itself"
_DATA: Final = "write `source: ...` under `data`"


def _instead(line: str, section: str) -> Callable[[Any], str]:
    """Return a hint that shows `line: value` in another section."""
    return lambda value: f"write `{line}: {flow(value)}` under `{section}`"


def _learning_rate(value: Any) -> str:
    return (
        f"the optimizer has it: write `optimizer: {{Adam: {{learning_rate: {flow(value)}}}}}` under `compile`"
    )


_RENAMED: Final[dict[str, dict[str, str]]] = {
    "fit": {"nb_epoch": "epochs", "nb_epochs": "epochs"},
    "compile": {"objective": "loss"},
    "model": {"input_dtype": "dtype"},
}

_ELSEWHERE: Final[dict[str, dict[str, str | Callable[[Any], str]]]] = {
    "": {
        "lr": _learning_rate,
        "learning_rate": _learning_rate,
        "validation_split": _instead("validation", "data"),
    },
    "fit": {
        "lr": _learning_rate,
        "learning_rate": _learning_rate,
        "validation_split": _instead("validation", "data"),
        "validation_data": "write `validation: ...` under `data`: a fraction of train, or a source",
        "nb_val_samples": "write `validation_steps: ...`, counted in batches",
        "samples_per_epoch": "write `steps_per_epoch: ...`, counted in batches",
        "verbose": "leave it out: `-q` on the command line is quiet",
        "x": _DATA,
        "y": _DATA,
        "sample_weight": "write `class_weight: {0: 1.0, 1: 5.0}` for weights by class",
        "show_accuracy": "write `metrics: [accuracy]` under `compile`",
        "initial_epoch": "leave it out: a run starts at its first epoch",
        **dict.fromkeys(
            ("max_q_size", "max_queue_size", "workers", "nb_worker", "use_multiprocessing", "pickle_safe"),
            _QUEUE,
        ),
    },
    "compile": {
        "jit_compile": _instead("jit", "runtime"),
        "lr": _learning_rate,
        "learning_rate": _learning_rate,
        "class_mode": "leave it out: the loss says it",
        "sample_weight_mode": "leave it out: Keras sees it from the weights",
        "target_tensors": "leave it out: targets come from `data`",
        "loss_weights": "leave it out: a Sequential model has one loss",
        "class_weight": _instead("class_weight", "fit"),
    },
    "model": {
        "batch_input_shape": batch_shape_hint,
        "batch_shape": batch_shape_hint,
        "input_dim": lambda value: input_shape_hint([value]),
        "shape": input_shape_hint,
    },
}


def legacy_key(section: str, key: str, value: Any) -> str | None:
    """Return what to write instead of `key: value` in a section of a spec, or None where nothing is known."""
    renamed = _RENAMED.get(section, {}).get(key)
    if renamed:
        return Hint(f"write `{renamed}: {flow(value)}`", Fix(key, renamed))
    hint = _ELSEWHERE.get(section, {}).get(key)
    return hint(value) if callable(hint) else hint
