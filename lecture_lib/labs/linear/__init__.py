"""Notebook 01: from linear models to neurons."""
