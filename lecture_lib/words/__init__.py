"""Words: notation, narration, checks and their known mistakes, progress. Plain Python over the mathematics."""
