"""How the notes found spread over channels, segments, days and the rest: what a search can be narrowed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clew.insights.models import NoteKind
from clew.insights.queries.search.places import BANDS, DAYS, MOODS, NONE
from clew.insights.queries.segments import HELD

MOST = 8
"""Values per facet, the most frequent ones."""


@dataclass(frozen=True)
class Value:
    """`key` is what the address carries."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: Sequence[Value]


LABELS = {
    "match": "Found by",
    "channel": "Channel",
    "kind": "Kind",
    "mood": "Mood",
    "theme": "Theme",
    "segment": "Segment",
    "account": "Account",
    "arr": "ARR",
    "rating": "Rating",
    "days": "Said in the last",
    "language": "Language",
}


def _band() -> str:
    cases = [
        f"when a.arr >= {low}" + (f" and a.arr < {high}" if high else "") + f" then '{key}'"
        for key, (_, low, high) in BANDS.items()
        if low is not None
    ]
    return f"case {' '.join(cases)} else '{NONE}' end"


SPREAD = f"""
  spread as materialized (
    select f.id, f.by_words, f.channel_id, f.account_id, a.arr, {_band()} as band,
      f.rating::smallint as rating, f.mood, f.kind, f.language, case when f.is_dated then f.said_at end as said_at
    from found f left join insights_account a on a.id = f.account_id),
  grouped as materialized (
    select grouping(channel_id, kind, mood, band, rating, language) as one, channel_id, kind, mood,
      band, rating, language, count(*) as count
    from spread
    group by grouping sets ((channel_id), (kind), (mood), (band), (rating), (language))),
  accounts as materialized (select account_id, arr, count(*) as count from spread group by 1, 2),
  single as materialized (
    select count(*) filter (where by_words) as words, count(*) filter (where not by_words) as meaning,
      {
    ", ".join(
        f"count(*) filter (where said_at >= %(now)s::timestamptz - interval '{days} days') as d{days}" for days in DAYS
    )
}
    from spread)"""
"""`grouped` counts all facets of few values in one pass; its bit `one` of zero tells which column a row is of."""

GROUPED = ("channel", "kind", "mood", "arr", "rating", "language")
KEYS = {
    "channel": "channel_id::text",
    "kind": f"coalesce(nullif(kind, ''), '{NONE}')",
    "mood": f"coalesce(mood::text, '{NONE}')",
    "arr": "band",
    "rating": f"coalesce(rating::text, '{NONE}')",
    "language": f"coalesce(nullif(language, ''), '{NONE}')",
}


def _counted(name: str) -> str:
    """One facet of few values: its commonest."""
    alone = 2 ** len(GROUPED) - 1 - 2 ** (len(GROUPED) - 1 - GROUPED.index(name))
    label = "(select c.name from insights_channel c where c.id = channel_id)" if name == "channel" else "null"
    return f"""(select '{name}' as facet, {KEYS[name]} as key, {label} as label, sum(count)::int as count from grouped
      where one = {alone} group by 2, 3 order by 4 desc, 2 limit {MOST})"""


FACETS = " union all ".join((
    *(_counted(name) for name in GROUPED),
    "(select 'match', 'words', null, words from single)",
    "(select 'match', 'meaning', null, meaning from single)",
    *(f"(select 'days', '{days}', null, d{days} from single)" for days in DAYS),
    f"""(select 'theme', t.number::text, t.name, x.count from (
      select tn.theme_id, count(*) as count from spread s join insights_themenote tn on tn.note_id = s.id
      group by 1 order by 2 desc, 1 limit {MOST}) x
      join insights_theme t on t.id = x.theme_id and t.archived_at is null)""",
    f"""(select 'segment', coalesce(nullif(h.segment, ''), '{NONE}'), null, sum(x.count)::int
      from accounts x left join ({HELD}) h on h.account_id = x.account_id
      group by 2 order by 4 desc, 2 limit {MOST})""",
    f"""(select 'account', x.account_id::text, a.name, x.count from (
      select account_id, count from accounts where account_id is not null
      order by 2 desc, 1 limit {MOST}) x join insights_account a on a.id = x.account_id)""",
))  # fmt: skip

TOTALS = """
  select count(*) as found, count(*) filter (where share >= 0.999) as whole, count(*) filter (where by_words) as by_words
  from found"""
BEHIND = """
  select count(*) as accounts, coalesce(sum(arr), 0) as arr from accounts where account_id is not null"""


def read(counted: Sequence[Mapping[str, Any]]) -> list[Facet]:
    """The facets that tell something: with a value that names one, in the order of `LABELS`."""
    found = []
    for name, label in LABELS.items():
        rows = [row for row in counted if row["facet"] == name and row["count"]]
        values = [Value(row["key"], _label(name, row), row["count"]) for row in rows]
        values.sort(key=lambda value: (value.key == NONE, -value.count))
        if name in ORDERED:
            values.sort(key=lambda value: ORDERED[name].index(value.key) if value.key in ORDERED[name] else 99)
        if any(value.key != NONE for value in values):
            found.append(Facet(name, label, values))
    return found


ORDERED = {
    "arr": list(BANDS),
    "mood": list(MOODS),
    "days": [str(days) for days in DAYS],
    "rating": ["1", "2", "3", "4", "5", NONE],
    "match": ["words", "meaning"],
}
KNOWN = {
    "match": {"words": "Their words", "meaning": "Meaning alone"},
    "kind": {**{str(value): str(label) for value, label in NoteKind.choices}, NONE: "Not known"},
    "mood": MOODS,
    "arr": {key: words for key, (words, _, _) in BANDS.items()},
    "days": {str(days): f"{days} days" if days < 365 else "Year" for days in DAYS},
    "segment": {NONE: "No segment"},
    "rating": {NONE: "No rating"},
    "language": {
        NONE: "Not known", "en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian",
        "pt": "Portuguese", "nl": "Dutch", "pl": "Polish", "sv": "Swedish", "da": "Danish", "no": "Norwegian",
        "fi": "Finnish", "ru": "Russian", "tr": "Turkish", "ar": "Arabic", "ja": "Japanese", "ko": "Korean",
        "zh": "Chinese", "th": "Thai", "cs": "Czech", "hu": "Hungarian", "ro": "Romanian", "el": "Greek",
        "uk": "Ukrainian", "id": "Indonesian", "vi": "Vietnamese", "hi": "Hindi", "he": "Hebrew",
    },
}  # fmt: skip


def label_of(name: str, key: str) -> str:
    """The words for a filter's value that names itself; ids are looked up elsewhere."""
    return KNOWN.get(name, {}).get(key, f"{key} of 5" if name == "rating" else key)


def _label(name: str, row: Mapping[str, Any]) -> str:
    return str(row["label"] or label_of(name, row["key"]))
