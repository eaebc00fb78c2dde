"""A run directory to a report that a person reads; needs no TensorFlow and nothing outside the directory."""
