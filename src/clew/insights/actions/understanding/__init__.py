"""Understanding what was said: meaning, repeats, themes. For the worker and the command line: it imports `calc`."""

from clew.insights.actions.understanding.run import Outcome, understand

__all__ = ["Outcome", "understand"]
