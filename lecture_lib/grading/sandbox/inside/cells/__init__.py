"""A submission's cells, run as JupyterLab runs them: read, statement by statement, with all that a notebook offers."""

from .namespace import LEFT_OUT, Namespace, error_text

__all__ = ["LEFT_OUT", "Namespace", "error_text"]
