"""Measurements: what a learner waits for. `python3 run.py bench` prints them."""
