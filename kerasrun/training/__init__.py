"""Training: the runtime, the engine, and what is saved; says what happens through events."""
