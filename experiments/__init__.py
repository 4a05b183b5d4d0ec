"""Experiments too long for a notebook: run once by `run.py experiment`, their results kept in the repository."""
