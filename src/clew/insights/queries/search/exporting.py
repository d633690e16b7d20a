"""Everything a search finds, as a file: read by the thousand, written as it is read."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from clew.insights.queries.search.finding import Point, find
from clew.insights.queries.search.places import Search
from clew.kit.rows import rows
from clew.kit.tables.writing import write_csv
from clew.kit.text import as_markdown, day
from clew.workspaces.models import Workspace

AT_ONCE = 1_000
MOST = 1_000_000
FORMATS = {"csv": "text/csv", "json": "application/json", "md": "text/markdown"}


@dataclass(frozen=True)
class Exported:
    """One note as a file has it."""

    ref: str
    text: str
    title: str
    said_at: datetime | None
    channel: str
    account: str
    segment: str
    arr: Decimal | None
    person: str
    email: str
    rating: Decimal | None
    mood: int | None
    kind: str
    language: str
    themes: str
    url: str
    source_id: str
    repeats: str


SQL = """
    select n.id, 'N-' || n.number as ref, n.text, n.title, case when n.is_dated then n.said_at end as said_at,
      c.name as channel, coalesce(a.name, '') as account, coalesce(a.segment, '') as segment, a.arr,
      coalesce(p.name, '') as person, coalesce(p.email, '') as email, n.rating, n.mood, n.kind, n.language,
      coalesce((select string_agg(t.name, '; ' order by t.name) from insights_themenote tn
        join insights_theme t on t.id = tn.theme_id and t.archived_at is null where tn.note_id = n.id), '') as themes,
      n.url, n.source_id, coalesce('N-' || o.number, '') as repeats
    from insights_note n join insights_channel c on c.id = n.channel_id
    left join insights_account a on a.id = n.account_id left join insights_person p on p.id = n.person_id
    left join insights_note o on o.id = n.duplicate_of_id
    where n.workspace_id = %(workspace)s and n.id = any(%(ids)s)"""


def found_by(*, workspace: Workspace, search: Search, now: datetime, point: Point | None) -> list[UUID]:
    """The ids of all notes that `search` finds, in its order."""
    found = find(workspace=workspace, search=search, now=now, point=point, size=MOST, counts=False)
    return [hit.id for hit in found.hits]


def notes_of(*, workspace: Workspace, ids: Sequence[UUID]) -> Iterator[Exported]:
    """The notes in the order of `ids`; one that is gone meanwhile is left out."""
    for start in range(0, len(ids), AT_ONCE):
        part = list(ids[start : start + AT_ONCE])
        by_id = {row.pop("id"): row for row in rows(SQL, {"workspace": workspace.id, "ids": part}, dict)}
        yield from (Exported(**by_id[pk]) for pk in part if pk in by_id)


def written(notes: Iterable[Exported], form: str) -> Iterator[str]:
    """The file in pieces: `form` is one of `FORMATS`."""
    return {"csv": _csv, "json": _json, "md": _markdown}[form](notes)


def _csv(notes: Iterable[Exported]) -> Iterator[str]:
    yield "\ufeff"  # without it Excel reads UTF-8 as something else
    yield from write_csv([list(Exported.__dataclass_fields__)])
    yield from write_csv(list(plain(note).values()) for note in notes)


def _json(notes: Iterable[Exported]) -> Iterator[str]:
    yield "["
    for number, note in enumerate(notes):
        yield (",\n" if number else "\n") + json.dumps(plain(note), ensure_ascii=False)
    yield "\n]\n"


def _markdown(notes: Iterable[Exported]) -> Iterator[str]:
    for note in notes:
        said = [note.account or note.person, day(note.said_at.date()) if note.said_at else "", note.channel]
        source = ", ".join(as_markdown(part) for part in said if part)
        lines = "\n".join(f"> {as_markdown(line)}" if line.strip() else ">" for line in note.text.splitlines())
        yield f"{lines}\n>\n> {note.ref}, {source}\n\n"


def plain(note: Exported) -> dict[str, object]:
    """Values as JSON has them."""
    values = asdict(note)
    values["said_at"] = note.said_at.isoformat() if note.said_at else None
    values["arr"] = None if note.arr is None else float(note.arr)
    values["rating"] = None if note.rating is None else float(note.rating)
    return values
