"""The questions: one module a notebook, q03 for notebook 03, each with a tuple QUESTIONS."""
