from clew.insights.models.account_counts import AccountCounts, CustomersCounted
from clew.insights.models.customers import Account, Health, Person
from clew.insights.models.evidence import Evidence, Quote, Stance
from clew.insights.models.identities import AccountAlias, AliasKind, Likeness, PersonAlias
from clew.insights.models.notes import Channel, ChannelKind, Note, NoteKind, NoteVector, SaidBy
from clew.insights.models.rollups import EarlierReach, Reach, Rollup, SegmentReach, ThemeReach
from clew.insights.models.search import SavedSearch, WordCount, WordStatistics
from clew.insights.models.segments import Segment, SegmentMember
from clew.insights.models.settings import EmbedderChoice, NextVector, UnderstandingSettings
from clew.insights.models.suggestions import Compared, LinkTarget, Suggestion, SuggestionState
from clew.insights.models.themes import (
    Grouping,
    Newcomer,
    RunStatus,
    Theme,
    ThemeApart,
    ThemeNote,
    ThemePassage,
    ThemeRefusal,
    ThemeSplit,
)
from clew.insights.models.turns import NoteTurn

__all__ = [
    "Account",
    "AccountAlias",
    "AccountCounts",
    "AliasKind",
    "Channel",
    "ChannelKind",
    "Compared",
    "CustomersCounted",
    "EarlierReach",
    "EmbedderChoice",
    "Evidence",
    "Grouping",
    "Health",
    "Likeness",
    "LinkTarget",
    "Newcomer",
    "NextVector",
    "Note",
    "NoteKind",
    "NoteTurn",
    "NoteVector",
    "Person",
    "PersonAlias",
    "Quote",
    "Reach",
    "Rollup",
    "RunStatus",
    "SaidBy",
    "SavedSearch",
    "Segment",
    "SegmentMember",
    "SegmentReach",
    "Stance",
    "Suggestion",
    "SuggestionState",
    "Theme",
    "ThemeApart",
    "ThemeNote",
    "ThemePassage",
    "ThemeReach",
    "ThemeRefusal",
    "ThemeSplit",
    "UnderstandingSettings",
    "WordCount",
    "WordStatistics",
]
