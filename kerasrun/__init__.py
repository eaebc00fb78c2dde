"""kerasrun: a Keras experiment is one YAML file.

    import kerasrun

    spec = kerasrun.load_spec("configs/mnist_cnn.yaml", overrides=["fit.epochs=3"])
    outcome = kerasrun.train(spec)
    print(outcome.scores["test"]["accuracy"])
    kerasrun.evaluate(outcome.run)
    kerasrun.predict(outcome.run, inputs)

Importing kerasrun imports neither TensorFlow nor pydantic; the first call that needs them does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerasrun.errors import KerasrunError as KerasrunError
    from kerasrun.job.evaluate import evaluate as evaluate
    from kerasrun.job.load import load_spec as load_spec
    from kerasrun.job.predict import predict as predict
    from kerasrun.job.train import train as train
    from kerasrun.rundir.run import open_run as open_run

__version__ = "0.1.0"

__all__ = ["KerasrunError", "__version__", "evaluate", "load_spec", "open_run", "predict", "train"]

_HOMES = {
    "KerasrunError": "kerasrun.errors",
    "evaluate": "kerasrun.job.evaluate",
    "load_spec": "kerasrun.job.load",
    "open_run": "kerasrun.rundir.run",
    "predict": "kerasrun.job.predict",
    "train": "kerasrun.job.train",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
