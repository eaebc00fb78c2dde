"""An analysed spec to the structure of its model, without TensorFlow. `job/summary.py` calls it."""

from __future__ import annotations

from collections import Counter

from kerasrun.analysis.analyse import Analysis
from kerasrun.analysis.gate import work_out_gates
from kerasrun.analysis.layer_name import layer_names
from kerasrun.analysis.limit import batch_rows, spec_memory
from kerasrun.analysis.memory import activation_bytes, training_bytes
from kerasrun.analysis.receptive_field import receptive_fields
from kerasrun.analysis.structure import LayerStructure, Shape, Structure
from kerasrun.analysis.working import work_out
from kerasrun.errors import Path
from kerasrun.spec.experiment import ExperimentSpec


def describe_stack(spec: ExperimentSpec, analysis: Analysis, *, batch_size: int | None = None) -> Structure:
    """Return the structure of the spec's model.

    Args:
        spec: a spec whose layers fit one another.
        analysis: what `analyse` says of it.
        batch_size: rows of one training step; the spec's own where None.
    """
    rows = batch_size or batch_rows(spec)
    optimizer, policy = spec.optimizer, spec.runtime.precision
    steps = analysis.steps
    names = layer_names(step.placed for step in steps)
    rounds: Counter[Path] = Counter()
    layers = []
    for index, (step, name, field) in enumerate(zip(steps, names, receptive_fields(steps), strict=True)):
        outcome = step.outcome
        # A layer that does not fit has ended the analysis with an error.
        assert outcome is not None
        rounds[step.placed.path] += 1
        layers.append(
            LayerStructure(
                index=index,
                name=name,
                type=step.placed.layer.keras_name,
                line=spec.line(("model", *step.placed.path)),
                output_shape=_batched(spec, outcome.shape),
                parameters=outcome.parameters,
                trainable_parameters=outcome.trainable_parameters,
                flops=outcome.flops,
                activation_bytes=None if outcome.activations is None else activation_bytes(step, policy),
                training_bytes=training_bytes(step, batch_size=rows, optimizer=optimizer, policy=policy),
                receptive_field=field,
                round=rounds[step.placed.path],
                sentence=outcome.sentence,
                workings=(*work_out_gates(step), *work_out(step)),
            )
        )
    return Structure(
        name=spec.name,
        input_shape=_batched(spec, steps[0].input_shape or ()),
        output_shape=_batched(spec, steps[-1].output_shape or ()),
        layers=tuple(layers),
        batch_size=rows,
        memory=spec_memory(spec, steps, analysis.memory.data, rows),
    )


def _batched(spec: ExperimentSpec, shape: Shape) -> Shape:
    return (spec.model.batch_size, *shape)
