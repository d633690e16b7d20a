"""One note and what surrounds it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from clew.insights.models import Evidence, Note, Theme, ThemeNote
from clew.kit.rows import one_row, rows
from clew.thread.queries.walk import Bead


def whole(*, workspace_id: UUID) -> "QuerySet[Note]":
    """Notes with everything that their own page shows, without the search column."""
    found = Note.objects.filter(workspace_id=workspace_id).defer("search")
    return found.select_related("channel", "account", "person", "duplicate_of").defer(
        "search", "duplicate_of__search", "account__search"
    )


def places_of(*, note: Note) -> list[ThemeNote]:
    """The themes that the note is in, a person's placing first."""
    found = ThemeNote.objects.filter(note=note, theme__archived_at=None).select_related("theme")
    return list(found.defer("theme__search", "theme__centroid").order_by("-origin", "-confidence"))


def evidence_of(*, note: Note) -> list[Evidence]:
    """Where the note, or a quote from it, stands as evidence."""
    direct = Evidence.objects.filter(note=note) | Evidence.objects.filter(quote__note=note)
    found = direct.filter(item__archived_at=None).select_related("item", "quote")
    return list(found.defer("item__search").order_by("created_at"))


def items_on_theme(*, theme: Theme) -> list[Evidence]:
    """Where the theme stands as evidence."""
    found = Evidence.objects.filter(theme=theme, item__archived_at=None).select_related("item")
    return list(found.defer("item__search").order_by("stance", "-importance", "created_at"))


def items_of(*, note: Note) -> list[Bead]:
    """The items that rest on the note: directly, by a quote, or through one of its themes; nearest the mission last."""
    sql = """
        select distinct i.id, i.kind, i.number, i.ref, i.title, i.status from thread_item i
        join insights_evidence e on e.item_id = i.id and e.stance = 'for'
        where i.archived_at is null and i.workspace_id = %(workspace)s and (
          e.note_id = %(note)s
          or e.quote_id in (select id from insights_quote where note_id = %(note)s)
          or e.theme_id in (select theme_id from insights_themenote where note_id = %(note)s))"""
    found = rows(sql, {"note": note.id, "workspace": note.workspace_id}, Bead)
    return sorted(found, key=lambda bead: (-bead.step, bead.number))


@dataclass(frozen=True)
class Heard:
    """What an account said lately."""

    notes: int
    recent: int


def heard_of(*, account_id: UUID, since: datetime) -> Heard:
    sql = """
        select count(*) as notes, count(*) filter (where said_at >= %(since)s and is_dated) as recent
        from insights_note where account_id = %(account)s and duplicate_of_id is null
          and workspace_id = (select workspace_id from insights_account where id = %(account)s)"""
    return one_row(sql, {"account": account_id, "since": since}, Heard)


@dataclass(frozen=True)
class OtherNote:
    id: UUID
    number: int
    words: str
    said_at: datetime
    is_dated: bool
    channel: str
    arr: Decimal | None = None
    account: str | None = None


def others_of_account(*, note: Note, limit: int = 3) -> list[OtherNote]:
    """What else the same account said, the newest first."""
    if note.account_id is None:
        return []
    sql = """
        select n.id, n.number, left(n.text, 160) as words, n.said_at, n.is_dated, c.name as channel
        from insights_note n join insights_channel c on c.id = n.channel_id
        where n.workspace_id = %(workspace)s and n.account_id = %(account)s and n.id <> %(note)s
          and n.duplicate_of_id is distinct from %(note)s
        order by n.said_at desc, n.id desc limit %(limit)s"""
    parameters = {"workspace": note.workspace_id, "account": note.account_id, "note": note.id, "limit": limit}
    return rows(sql, parameters, OtherNote)


@dataclass(frozen=True)
class SameNote(OtherNote):
    """A note that says the same; `of` is how many do."""

    person: str | None = None
    of: int = 1

    @property
    def speaker(self) -> str:
        return self.account or self.person or "Somebody unnamed"


def saying_the_same(*, note: Note, limit: int = 3) -> list[SameNote]:
    """The note that it repeats, and the others that repeat the same one, the oldest first: near-duplicates."""
    sql = """
        select n.id, n.number, left(n.text, 160) as words, n.said_at, n.is_dated, c.name as channel, a.arr,
          a.name as account, coalesce(nullif(p.name, ''), p.email) as person, count(*) over () as of
        from insights_note n join insights_channel c on c.id = n.channel_id
        left join insights_account a on a.id = n.account_id left join insights_person p on p.id = n.person_id
        where (n.id = %(original)s or n.duplicate_of_id = %(original)s) and n.id <> %(note)s
        order by n.said_at, n.id limit %(limit)s"""
    parameters = {"original": note.duplicate_of_id or note.pk, "note": note.pk, "limit": limit}
    return rows(sql, parameters, SameNote)
