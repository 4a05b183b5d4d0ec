"""Grading: marks for what strangers hand in, with their code kept behind a wall.

`command` is the way in; intake reads what was handed in, sandbox runs it, marking judges it, reports tell of it.
"""
