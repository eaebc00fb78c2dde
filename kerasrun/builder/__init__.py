"""Specs to Keras objects: the only room that constructs layers, optimizers, losses, metrics and callbacks."""

from kerasrun.builder.door import import_keras

import_keras()
