"""YAML text to plain data with the place of every value; knows nothing of Keras or of what a spec is."""
