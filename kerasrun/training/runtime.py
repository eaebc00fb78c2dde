"""The machine made ready for a run: seed, precision, determinism, threads, devices."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import tensorflow as tf

from kerasrun.errors import BuildError


@dataclass(frozen=True)
class Runtime:
    """What was decided where the spec says `auto`; recorded in the run's environment."""

    deterministic: bool
    threads: int | None
    """Threads inside and between operations; None is TensorFlow's own choice."""
    device: str


def prepare_runtime(
    *, seed: int, precision: str, deterministic: bool | str, threads: int | None, devices: str
) -> Runtime:
    """Set the process up as `runtime` in the spec says and seed every generator.

    Args:
        seed: for Python, NumPy and TensorFlow.
        precision: Keras's dtype policy.
        deterministic: True, False or "auto", which is on where TensorFlow has a GPU.
        threads: threads inside and between operations; None leaves TensorFlow's own choice.
        devices: "auto" or "cpu", which hides GPUs.

    Raises:
        BuildError: TensorFlow has already started with other threads or devices in this process.
    """
    try:
        if devices == "cpu":
            tf.config.set_visible_devices([], "GPU")
        if threads is not None and _threads() != (threads, threads):
            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(threads)
    except RuntimeError as error:
        raise BuildError(
            f"TensorFlow has already started in this process with other settings: {error}",
            "start a new process for a spec with other `runtime.threads` or `runtime.devices`",
        ) from None
    gpu = bool(tf.config.get_visible_devices("GPU"))
    reset_keras(seed=seed, precision=precision)
    chosen = gpu if deterministic == "auto" else bool(deterministic)
    if chosen:
        tf.config.experimental.enable_op_determinism()
    else:
        # A process may run several specs, as tests and notebooks do.
        _disable_determinism()
    return Runtime(chosen, _threads()[0] or None, "gpu" if gpu else "cpu")


def reset_keras(*, seed: int, precision: str) -> None:
    """Forget what earlier models of this process left: layer names, generators, the dtype policy."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(precision)


def _threads() -> tuple[int, int]:
    threading = tf.config.threading
    return threading.get_intra_op_parallelism_threads(), threading.get_inter_op_parallelism_threads()


def _disable_determinism() -> None:
    from tensorflow.python.framework import config

    config.disable_op_determinism()
