"""The spec: what a user may write, as strict pydantic models, and the one function that checks a document against them."""
