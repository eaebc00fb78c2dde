from __future__ import annotations

import keras

from kerasrun.training.variable import all_variables, variable_groups

L = keras.layers


def test_no_variable_of_a_step_is_missed() -> None:
    both = L.Bidirectional(L.GRU(3, stateful=True, return_sequences=True))
    model = keras.Sequential([keras.Input(batch_shape=(4, 5, 2)), both, L.LSTM(2, stateful=True), L.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    model.optimizer.build(model.trainable_variables)
    groups = variable_groups(model)
    assert list(groups) == ["model", "state", "metric", "optimizer"]
    # One state of each direction of the GRU, two of the LSTM.
    assert [tuple(state.shape) for state in groups["state"]] == [(4, 3), (4, 3), (4, 2), (4, 2)]
    assert len(all_variables(model)) == sum(map(len, groups.values()))
    assert len({id(variable) for variable in all_variables(model)}) == len(all_variables(model))


def test_a_layer_without_state_has_none() -> None:
    model = keras.Sequential([keras.Input((5, 2)), L.LSTM(2)])
    model.compile("sgd", "mse")
    assert variable_groups(model)["state"] == []
