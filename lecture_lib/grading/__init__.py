"""Grading: marks for what strangers hand in, with their code kept in a sandbox."""
