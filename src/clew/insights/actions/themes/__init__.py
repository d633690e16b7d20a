"""Themes, as people correct them. What a person says outlasts every run of the finder."""

from clew.insights.actions.themes.finding import ask_for_split, find_again, look_at_new, stop_finding
from clew.insights.actions.themes.making import archive_theme, create_theme, edit_theme, mute_theme, pin_theme
from clew.insights.actions.themes.merging import merge_themes
from clew.insights.actions.themes.placing import MOST, move_notes, put_in_theme, take_from_theme
from clew.insights.actions.themes.splitting import split_theme

__all__ = [
    "MOST",
    "archive_theme",
    "ask_for_split",
    "create_theme",
    "edit_theme",
    "find_again",
    "look_at_new",
    "merge_themes",
    "move_notes",
    "mute_theme",
    "pin_theme",
    "put_in_theme",
    "split_theme",
    "stop_finding",
    "take_from_theme",
]
