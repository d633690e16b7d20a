"""What a page of results shows: each note with the passage that was meant, and the words in it that match."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from clew.calc.search import passage, sentences
from clew.insights.queries.reading import MARKED, OFF, ON
from clew.insights.queries.search.finding import Hit
from clew.insights.queries.search.meaning import nearest_sentences
from clew.kit.rows import rows
from clew.workspaces.models import Workspace

LENGTH = 300
"""Characters of a note that a row shows."""
READ = 8_000
"""How far into a note a search looks for the passage to show."""
ASKED = 12
"""How many notes of a page the nearest sentence is asked for; it is found where the words are not."""
SENTENCES = 10


@dataclass(frozen=True)
class Piece:
    """Words as they are shown: `exact` ones were asked for, `meant` ones stand in the sentence nearest in meaning."""

    words: str
    exact: bool = False
    meant: bool = False


@dataclass(frozen=True)
class Result:
    """A note of the page. `pieces` joined are a passage of the note."""

    id: UUID
    number: int
    said_at: datetime
    is_dated: bool
    channel: str
    channel_kind: str
    account: str | None
    arr: Decimal | None
    person: str | None
    theme: str | None
    theme_number: int | None
    is_repeat: bool
    is_archived: bool
    hit: Hit
    pieces: Sequence[Piece]

    @property
    def ref(self) -> str:
        return f"N-{self.number}"

    @property
    def speaker(self) -> str:
        return self.account or self.person or "Somebody unnamed"

    @property
    def passage(self) -> str:
        return "".join(piece.words for piece in self.pieces)


ROWS = f"""
    select n.id, n.number, n.said_at, n.is_dated, c.name as channel, c.kind as channel_kind, a.name as account, a.arr,
      coalesce(nullif(p.name, ''), p.email) as person, t.name as theme, t.number as theme_number,
      n.duplicate_of_id is not null as is_repeat, n.archived_at is not null as is_archived, left(n.text, {READ}) as text,
      case when %(stems)s = '' then '' else ts_headline(clew_stemmer(n.language), clew_plain(left(n.text, {READ})),
        %(stems)s::tsquery, 'HighlightAll=true, {MARKED}') end as marked
    from insights_note n join insights_channel c on c.id = n.channel_id
    left join insights_account a on a.id = n.account_id left join insights_person p on p.id = n.person_id
    left join lateral (
      select th.name, th.number from insights_themenote tn join insights_theme th on th.id = tn.theme_id
      where tn.note_id = n.id and th.archived_at is null
      order by tn.origin desc, tn.confidence desc nulls last limit 1) t on true
    where n.workspace_id = %(workspace)s and n.id = any(%(ids)s)"""


def results(
    *, workspace: Workspace, hits: Sequence[Hit], stems: str, text: str = "", length: int = LENGTH
) -> list[Result]:
    """The notes of `hits`, in their order. With `text`, the nearest sentence is asked for where few of its words stand."""
    found = rows(ROWS, {"workspace": workspace.id, "ids": [hit.id for hit in hits], "stems": stems}, dict)
    by_id = {row["id"]: row for row in found}
    kept = [hit for hit in hits if hit.id in by_id]
    meant = _meant(workspace, kept, {pk: row["text"] for pk, row in by_id.items()}, text)
    made = []
    for hit in kept:
        row = by_id[hit.id].copy()
        words, marked = row.pop("text"), row.pop("marked")
        pieces = cut(words, marks(words, marked), length=length, meant=meant.get(hit.id))
        made.append(Result(**row, hit=hit, pieces=pieces))
    return made


def _meant(workspace: Workspace, hits: Sequence[Hit], texts: dict[UUID, str], text: str) -> dict[UUID, tuple[int, int]]:
    """The sentence nearest in meaning, of notes that were found by it more than by their words."""
    if not text:
        return {}
    asked = [hit for hit in hits if hit.cosine is not None and not hit.by_words][:ASKED]
    parts = [sentences(texts[hit.id])[:SENTENCES] for hit in asked]
    several = [(hit, part) for hit, part in zip(asked, parts, strict=True) if len(part) > 1]
    whole = {hit.id: part[0] for hit, part in zip(asked, parts, strict=True) if len(part) == 1}
    of = [[texts[hit.id][start:end] for start, end in part] for hit, part in several]
    places = nearest_sentences(workspace=workspace, text=text, of=of)
    return whole | {
        hit.id: part[place] for (hit, part), place in zip(several, places, strict=True) if place is not None
    }


def marks(text: str, marked: str) -> list[tuple[int, int]]:
    """Where `text` holds what was asked for: `marked` is it in PostgreSQL's marks, with as many characters between."""
    found, place, start = [], 0, 0
    for chunk in re.split(f"([{ON}{OFF}])", marked):
        if chunk == ON:
            start = place
        elif chunk == OFF:
            found.append((start, place))
        else:
            place += len(chunk)
    return found if place == len(text) else []


def cut(
    text: str, matches: Sequence[tuple[int, int]], *, length: int, meant: tuple[int, int] | None = None
) -> list[Piece]:
    """The passage to show of `text`, cut where what matches begins and ends."""
    shown = passage(text, matches, length, at=meant[0] if meant else None)
    edges = {shown.start, shown.end}
    for begin, end in [*matches, *([meant] if meant else [])]:
        edges |= {edge for edge in (begin, end) if shown.start < edge < shown.end}
    pieces = [
        Piece(text[begin:end], exact=_within(begin, matches), meant=_within(begin, [meant] if meant else []))
        for begin, end in pairwise(sorted(edges))
    ]
    before = [Piece("… ")] if shown.is_cut_before else []
    return [*before, *pieces, *([Piece(" …")] if shown.is_cut_after else [])]


def _within(place: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in ranges)
