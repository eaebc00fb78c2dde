"""What a user can ask for, as functions: load a spec, train, evaluate, summarise.

The command line and the Python API are both thin over this room.
"""
