"""Suggested links, as a note's pane shows them, and what the finder of links needs to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from clew.insights.models import Note, Suggestion
from clew.insights.queries.reading import Span
from clew.insights.queries.voices import fingerprint
from clew.kit.rows import rows
from clew.thread.models import KINDS
from clew.workspaces.models import Workspace

KIND_OF_ITEMS = ("objective", "opportunity", "feature")
"""The kinds of items that notes are suggested for: a key result is a number, not something that customers speak about."""
THEME = "theme"
SHOWN = 3
"""Suggestions a note gets at most."""
OF_THEME, OF_ITEM, THROUGH_THEME = 40, 30, 12
"""How many examples stand for a theme, for an item, and for an item through each of its themes."""


@dataclass(frozen=True)
class Proposal:
    """A suggestion as it is shown. `quote` is empty where the note's words have changed since."""

    id: UUID
    target: str
    ref: str
    name: str
    number: int
    confidence: float
    start: int
    end: int
    words: list[str]
    quote: str

    @property
    def label(self) -> str:
        """Theme; Feature F-128."""
        return "Theme" if self.target == THEME else KINDS[self.target].called(self.ref)

    @property
    def icon(self) -> str:
        return "layers" if self.target == THEME else KINDS[self.target].icon

    @property
    def page(self) -> str:
        return "insights:theme" if self.target == THEME else KINDS[self.target].page


def proposals_of(*, note: Note) -> list[Proposal]:
    """What waits to be decided for the note, the most likely first. One statement."""
    sql = """
        select s.id, coalesce(i.kind, 'theme') as target, coalesce(i.ref, '') as ref, coalesce(i.title, t.name) as name,
          coalesce(i.number, t.number) as number, s.confidence, s.start, s.end, s.words, s.fingerprint as mark
        from insights_suggestion s
        left join thread_item i on i.id = s.item_id left join insights_theme t on t.id = s.theme_id
        where s.note_id = %(note)s and s.state = 'proposed' and i.archived_at is null and t.archived_at is null
        order by s.confidence desc, s.id"""
    found = []
    for row in rows(sql, {"note": note.pk}, dict):
        words = note.text[row["start"] : row["end"]]
        holds = row.pop("mark") == fingerprint(words)
        found.append(Proposal(**row, quote=words if holds else ""))
    return found


def spans_of(proposals: Sequence[Proposal], text: str) -> list[Span]:
    """Where each rests, unless that is the whole note; `hint` counts from 1."""
    return [
        Span(each.start, each.end, hint=place)
        for place, each in enumerate(proposals, 1)
        if each.quote and each.quote.strip() != text.strip()
    ]


def whole() -> "QuerySet[Suggestion]":
    """Suggestions with what deciding on them needs."""
    found = Suggestion.objects.select_related(
        "workspace", "note", "note__workspace", "theme", "theme__workspace", "item"
    )
    return found.select_related("item__workspace").defer("note__search", "theme__search", "item__search")


@dataclass(frozen=True)
class Example:
    """A note that stands for a target: `kind` is theme, or the item's."""

    kind: str
    target_id: UUID
    note_id: UUID


def examples(*, workspace: Workspace) -> list[Example]:
    """What stands for every theme and item, a person's word before the machine's; a repeat stands for nothing."""
    sql = """
        with placed as (
          select * from (
            select p.theme_id, p.note_id, row_number() over (
              partition by p.theme_id order by p.origin desc, p.confidence desc nulls last, p.note_id) as place
            from insights_themenote p join insights_note n on n.id = p.note_id and n.duplicate_of_id is null
            where p.workspace_id = %(workspace)s) ranked where place <= %(of_theme)s),
        spoken as (
          select e.item_id, coalesce(e.note_id, q.note_id) as note_id, 0 as distance, e.created_at
          from insights_evidence e left join insights_quote q on q.id = e.quote_id
          where e.workspace_id = %(workspace)s and e.stance = 'for' and e.theme_id is null
          union all
          select e.item_id, p.note_id, p.place, e.created_at from insights_evidence e
          join placed p on p.theme_id = e.theme_id and p.place <= %(through_theme)s
          where e.workspace_id = %(workspace)s and e.stance = 'for'),
        tied as (
          select item_id, note_id, row_number() over (
            partition by item_id order by min(distance), max(created_at) desc, note_id) as place
          from spoken group by item_id, note_id)
        select 'theme' as kind, t.id as target_id, p.note_id from placed p
        join insights_theme t on t.id = p.theme_id and t.archived_at is null and t.muted_at is null
        union all
        select i.kind, i.id, tied.note_id from tied
        join thread_item i on i.id = tied.item_id and i.archived_at is null and i.kind = any(%(kinds)s)
        where tied.place <= %(of_item)s
        order by 1, 2, 3"""
    parameters = {
        "workspace": workspace.pk,
        "of_theme": OF_THEME,
        "of_item": OF_ITEM,
        "through_theme": THROUGH_THEME,
        "kinds": list(KIND_OF_ITEMS),
    }
    return rows(sql, parameters, Example)


@dataclass(frozen=True)
class Tied:
    note_id: UUID
    target_id: UUID


def settled(*, note_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Pairs of note and target that must not be proposed: decided, placed, refused, or tied already, directly or
    through a theme.
    """
    sql = """
        select note_id, coalesce(theme_id, item_id) as target_id from insights_suggestion
        where note_id = any(%(notes)s) and state <> 'proposed'
        union select note_id, theme_id from insights_themenote where note_id = any(%(notes)s)
        union select note_id, theme_id from insights_themerefusal where note_id = any(%(notes)s)
        union select note_id, item_id from insights_evidence where note_id = any(%(notes)s)
        union select q.note_id, e.item_id from insights_quote q join insights_evidence e on e.quote_id = q.id
        where q.note_id = any(%(notes)s)
        union select p.note_id, e.item_id from insights_themenote p join insights_evidence e on e.theme_id = p.theme_id
        where p.note_id = any(%(notes)s)"""
    return {(row.note_id, row.target_id) for row in rows(sql, {"notes": list(note_ids)}, Tied)}
