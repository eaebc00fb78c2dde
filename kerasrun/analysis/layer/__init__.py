"""What each Keras layer does to a shape, what weights it has, what it costs: one family per file."""
