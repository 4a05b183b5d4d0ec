"""Notebook 16: cards of convolutions, volumes and the family tree."""
