"""Specs to Keras objects: the only room that constructs layers, optimizers, losses, metrics and callbacks."""
