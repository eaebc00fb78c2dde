"""Lints: what Keras trains on in silence although it is wrong, one rule per function with a stable code."""
