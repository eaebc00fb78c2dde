"""A run directory: its named files, each written so that a crash leaves the old or the new one, whole."""
