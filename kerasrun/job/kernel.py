"""Which of TensorFlow's two sets of kernels for a CPU a spec trains with: chosen before TensorFlow comes in.

In: a spec. Out: an environment variable, which is all that TensorFlow asks; `environment.json` records it.
Called before anything of `builder` is imported.
"""

from __future__ import annotations

import os
import platform
import sys

from kerasrun.analysis.pace import names_inside
from kerasrun.spec.experiment import ExperimentSpec

ONEDNN = "TF_ENABLE_ONEDNN_OPTS"


def choose_kernels(spec: ExperimentSpec) -> None:
    """Turn oneDNN on for a stack with convolutions on an x86 CPU, unless the user has set it.

    TensorFlow does so by itself only where the CPU has AVX-512. Convolutions and their gradients take half of
    the time with it on other CPUs too; small dense and recurrent layers take longer to begin. In a process
    that has imported TensorFlow already the choice was made there.
    """
    if spec.runtime.deterministic is True:
        # With oneDNN the bits follow from the number of threads.
        return
    if "tensorflow" in sys.modules or platform.machine() not in ("x86_64", "AMD64"):
        return
    if any("Conv" in name for placed in spec.model.placed_layers() for name in names_inside(placed.layer)):
        os.environ.setdefault(ONEDNN, "1")
