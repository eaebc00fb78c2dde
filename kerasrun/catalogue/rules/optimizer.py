"""Value rules of the optimizers, from Keras's own checks and documentation."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, Integer, ListOf, Name, Number, Object, Rule, Text
from kerasrun.catalogue.rules.value import ABOVE_ZERO, COUNT, FRACTION, NOT_NEGATIVE, POSITIVE, RATE, Table

SHARED: dict[str, Rule] = {
    "learning_rate": AnyOf((ABOVE_ZERO, Object("schedule"))),
    "name": Name(),
    "weight_decay": NOT_NEGATIVE,
    "clipnorm": ABOVE_ZERO,
    "clipvalue": ABOVE_ZERO,
    "global_clipnorm": ABOVE_ZERO,
    "use_ema": Boolean(),
    "ema_momentum": FRACTION,
    "ema_overwrite_frequency": POSITIVE,
    "loss_scale_factor": ABOVE_ZERO,
    "gradient_accumulation_steps": Integer(minimum=2),
    "epsilon": ABOVE_ZERO,
    "beta_1": RATE,
    "beta_2": RATE,
    "rho": RATE,
    "momentum": FRACTION,
    "nesterov": Boolean(),
    "amsgrad": Boolean(),
    "initial_accumulator_value": NOT_NEGATIVE,
}

OVERRIDES: Table = {
    "Adafactor": {
        "beta_2_decay": Number(below=0),
        "epsilon_1": ABOVE_ZERO,
        "epsilon_2": ABOVE_ZERO,
        "clip_threshold": ABOVE_ZERO,
        "relative_step": Boolean(),
    },
    "Ftrl": {
        "learning_rate_power": Number(maximum=0),
        "l1_regularization_strength": NOT_NEGATIVE,
        "l2_regularization_strength": NOT_NEGATIVE,
        "l2_shrinkage_regularization_strength": NOT_NEGATIVE,
        "beta": NOT_NEGATIVE,
    },
    # With beta_1 = 0 Lion is SignSGD, which Keras refuses.
    "Lion": {"beta_1": Number(above=0, below=1)},
    "LossScaleOptimizer": {
        "inner_optimizer": Object("optimizer"),
        "initial_scale": ABOVE_ZERO,
        "dynamic_growth_steps": POSITIVE,
    },
    "Muon": {
        "adam_beta_1": RATE,
        "adam_beta_2": RATE,
        "adam_weight_decay": NOT_NEGATIVE,
        "adam_lr_ratio": ABOVE_ZERO,
        "exclude_layers": ListOf(Text()),
        "exclude_embeddings": Boolean(),
        "muon_a": Number(),
        "muon_b": Number(),
        "muon_c": Number(),
        "ns_steps": POSITIVE,
        "rms_rate": ABOVE_ZERO,
    },
    "RMSprop": {"centered": Boolean()},
    "ScheduleFreeAdamW": {"warmup_steps": COUNT},
}
