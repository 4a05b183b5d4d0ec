"""Beyond dense layers: one file per family, each with its one idea and the derivatives of it (notebook 16)."""
