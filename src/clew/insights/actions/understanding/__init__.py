"""Understanding what was said: meaning, repeats, themes. For the worker and the command line: it imports `calc`."""

from clew.insights.actions.understanding.run import Outcome, understand
from clew.insights.actions.understanding.splitting import propose_halves

__all__ = ["Outcome", "propose_halves", "understand"]
