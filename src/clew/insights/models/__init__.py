from clew.insights.models.customers import Account, Person
from clew.insights.models.evidence import Evidence, Quote, Stance
from clew.insights.models.notes import Channel, ChannelKind, Note, NoteKind, NoteVector, SaidBy
from clew.insights.models.rollups import Reach, Rollup, ThemeReach
from clew.insights.models.settings import EmbedderChoice, NextVector, UnderstandingSettings
from clew.insights.models.suggestions import Compared, LinkTarget, Suggestion, SuggestionState
from clew.insights.models.themes import Grouping, Theme, ThemeNote, ThemePassage, ThemeRefusal

__all__ = [
    "Account",
    "Channel",
    "ChannelKind",
    "Compared",
    "EmbedderChoice",
    "Evidence",
    "Grouping",
    "LinkTarget",
    "NextVector",
    "Note",
    "NoteKind",
    "NoteVector",
    "Person",
    "Quote",
    "Reach",
    "Rollup",
    "SaidBy",
    "Stance",
    "Suggestion",
    "SuggestionState",
    "Theme",
    "ThemeNote",
    "ThemePassage",
    "ThemeReach",
    "ThemeRefusal",
    "UnderstandingSettings",
]
