"""Value rules of the callbacks; paths are the run directory's business."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, Integer, ListOf, Number, Refused, Rule, Text
from kerasrun.catalogue.rules.value import COUNT, NOT_NEGATIVE, POSITIVE, Table, choice

_RUN_DIRECTORY = Refused("the run directory decides where it is written: leave it out")

SHARED: dict[str, Rule] = {
    "monitor": Text(),
    "mode": choice("auto", "min", "max"),
    "patience": COUNT,
    "min_delta": NOT_NEGATIVE,
    "verbose": choice(0, 1),
    "save_freq": AnyOf((choice("epoch"), POSITIVE)),
    "save_best_only": Boolean(),
    "save_weights_only": Boolean(),
    "initial_value_threshold": Number(),
}

OVERRIDES: Table = {
    "CSVLogger": {"filename": _RUN_DIRECTORY, "separator": Text(), "append": Boolean()},
    "EarlyStopping": {"baseline": Number(), "restore_best_weights": Boolean(), "start_from_epoch": COUNT},
    "ModelCheckpoint": {"filepath": _RUN_DIRECTORY},
    "ReduceLROnPlateau": {"factor": Number(above=0, below=1), "cooldown": COUNT, "min_lr": NOT_NEGATIVE},
    "SwapEMAWeights": {"swap_on_epoch": Boolean()},
    "TensorBoard": {
        "log_dir": _RUN_DIRECTORY,
        "histogram_freq": COUNT,
        "write_graph": Boolean(),
        "write_images": Boolean(),
        "write_steps_per_second": Boolean(),
        "update_freq": AnyOf((choice("batch", "epoch"), POSITIVE)),
        "profile_batch": AnyOf((COUNT, ListOf(Integer(minimum=1), length=2))),
        "embeddings_freq": COUNT,
        "embeddings_metadata": Refused("it names files outside the run directory: leave it out"),
    },
    "TerminateOnNaN": {"raise_error": Boolean()},
}
