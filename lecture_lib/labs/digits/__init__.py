"""Notebook 15: what a network learns from handwritten digits."""
