"""The command line: reads options, calls `job/`, draws events and results, turns errors into exit codes.

A command's own file imports the other rooms inside its function, so that `kerasrun --help` stays fast.
"""
