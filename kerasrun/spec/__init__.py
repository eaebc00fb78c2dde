"""The spec: what a user may write, as strict pydantic models, and the way from a document to one."""
