"""Themes: ranked, previewed, opened, corrected, compared."""

from clew.insights.views.themes.comparing import compare
from clew.insights.views.themes.correcting import edit_theme, move, new_theme, sort_theme, sort_themes
from clew.insights.views.themes.finding import find_again, run, stop
from clew.insights.views.themes.merging import merge
from clew.insights.views.themes.one import NOTES, detail
from clew.insights.views.themes.ranking import listing
from clew.insights.views.themes.splitting import split

__all__ = [
    "NOTES",
    "compare",
    "detail",
    "edit_theme",
    "find_again",
    "listing",
    "merge",
    "move",
    "new_theme",
    "run",
    "sort_theme",
    "sort_themes",
    "split",
    "stop",
]
