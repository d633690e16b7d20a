"""What to read of a theme first: passages of its notes, as exact ranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from clew.insights.queries.voices import COLUMNS, SOURCE, Voice, of_theme
from clew.kit.rows import rows
from clew.kit.text import excerpt

TYPICAL, RECENT, LARGEST, DISAGREES = "typical", "recent", "largest", "disagrees"
STANCES = {TYPICAL: "Typical", RECENT: "Most recent", LARGEST: "Largest account", DISAGREES: "Sees it otherwise"}
LONGEST = 280
"""How much of a whole note stands for a theme that has no passages: one made by hand, or not looked at yet."""


@dataclass(frozen=True)
class Passage(Voice):
    """`kind`: typical, recent, disagrees; empty for a note's beginning, whose `end` is 0."""

    kind: str = ""


def passages_of(*, theme_id: UUID, kinds: Sequence[str], limit: int) -> list[Passage]:
    """In the finder's order, one per voice. One statement.

    A passage whose note has changed, or left the theme, since is left out: the finder chooses anew on its next run.
    """
    sql = f"""
        select * from (
          select distinct on (n.voice) {COLUMNS}, x.words, x.fingerprint, x.kind, x.start, x.end, x.place as nth,
            case x.kind when '{DISAGREES}' then 'against' else 'for' end as stance
          from (
            select t.*, substr(m.text, t.start + 1, t.end - t.start) as words
            from insights_themepassage t join insights_note m on m.id = t.note_id
            where t.theme_id = %(theme)s and t.kind = any(%(kinds)s)) x
          join insights_note n on n.id = x.note_id {SOURCE}
          where x.fingerprint = encode(sha256(convert_to(x.words, 'UTF8')), 'hex')
            and exists (select from insights_themenote tn where tn.theme_id = x.theme_id and tn.note_id = x.note_id)
          order by n.voice, x.place) each
        order by nth limit %(limit)s"""
    found = rows(sql, {"theme": theme_id, "kinds": list(kinds), "limit": limit}, dict)
    return [Passage(**{name: value for name, value in row.items() if name != "nth"}) for row in found]


def to_read(*, theme_id: UUID, limit: int) -> list[Passage]:
    """Passages that speak for a theme; where it has none, the beginnings of the notes that sit best in it."""
    found = passages_of(theme_id=theme_id, kinds=(TYPICAL, RECENT, LARGEST), limit=limit)
    if found:
        return found
    whole = of_theme(theme_id=theme_id, limit=limit)
    return [Passage(**{**vars(voice), "words": excerpt(voice.words, LONGEST)}) for voice in whole]


def disagreeing(*, theme_id: UUID) -> list[Passage]:
    return passages_of(theme_id=theme_id, kinds=(DISAGREES,), limit=2)


def by_stance(*, theme_id: UUID) -> list[tuple[str, list[Passage]]]:
    """One passage for each stance that the theme has words for, the typical one first; of its notes' beginnings where
    nothing was chosen yet.
    """
    found = passages_of(theme_id=theme_id, kinds=tuple(STANCES), limit=12)
    if not found:
        return [("", to_read(theme_id=theme_id, limit=2))]
    listed = [(label, [said for said in found if said.kind == kind][:1]) for kind, label in STANCES.items()]
    return [(label, said) for label, said in listed if said]
