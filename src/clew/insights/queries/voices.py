"""Customers' words behind an item or a theme, as quotes to read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from clew.insights.models import Quote, Stance
from clew.kit.rows import rows


def fingerprint(words: str) -> str:
    """How a quote recognises the words that it was cut from."""
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True)
class Voice:
    """A passage with its source: the range from `start` to `end` of the note, in code points; `end` 0 is a whole note.

    `is_broken` says that the note changed since the quote was made.
    """

    note_id: UUID
    number: int
    words: str
    said_at: datetime
    is_dated: bool
    channel: str
    account: str | None
    person: str | None
    arr: Decimal | None
    stance: str = Stance.FOR
    fingerprint: str = ""
    evidence_id: UUID | None = None
    importance: int = 1
    start: int = 0
    end: int = 0

    @property
    def place(self) -> str:
        """The part of the note's address that shows the passage where it stands."""
        return f"?view=all&start={self.start}&end={self.end}#here" if self.end else "?view=all"

    @property
    def is_broken(self) -> bool:
        return bool(self.fingerprint) and self.fingerprint != fingerprint(self.words)

    @property
    def speaker(self) -> str:
        return self.account or self.person or "Somebody unnamed"

    @property
    def is_against(self) -> bool:
        return self.stance == Stance.AGAINST


COLUMNS = """n.id as note_id, n.number, n.said_at, n.is_dated, c.name as channel, a.name as account,
  coalesce(nullif(p.name, ''), p.email) as person, a.arr"""
SOURCE = """join insights_channel c on c.id = n.channel_id left join insights_account a on a.id = n.account_id
  left join insights_person p on p.id = n.person_id"""


def direct(*, item_id: UUID, limit: int = 50) -> list[Voice]:
    """Quotes and notes tied to the item itself, what speaks against it last; quotes as exact ranges of their note."""
    sql = f"""
        select {COLUMNS}, substr(n.text, q.start + 1, q.end - q.start) as words, e.stance, q.fingerprint,
          e.id as evidence_id, e.importance, q.start, q.end
        from insights_evidence e join insights_quote q on q.id = e.quote_id join insights_note n on n.id = q.note_id
        {SOURCE} where e.item_id = %(item)s
        union all
        select {COLUMNS}, n.text, e.stance, '', e.id, e.importance, 0, 0
        from insights_evidence e join insights_note n on n.id = e.note_id {SOURCE} where e.item_id = %(item)s
        order by stance desc, importance desc, said_at desc limit %(limit)s"""
    return rows(sql, {"item": item_id, "limit": limit}, Voice)


ENOUGH = 25
"""Notes looked at for each one shown: repeats and second notes of a voice are left out of them."""


def of_theme(*, theme_id: UUID, limit: int = 4, mood: int | None = None) -> list[Voice]:
    """Notes that sit best in a theme, one per voice, the surest and newest first."""
    sql = f"""
        select note_id, number, said_at, is_dated, channel, account, person, arr, words from (
          select distinct on (n.voice) {COLUMNS}, n.text as words, tn.confidence, tn.origin
          from (
            select note_id, confidence, origin from insights_themenote where theme_id = %(theme)s
            order by origin desc, confidence desc nulls last, id limit %(looked_at)s) tn
          join insights_note n on n.id = tn.note_id {SOURCE}
          where n.duplicate_of_id is null and (%(mood)s::int is null or n.mood = %(mood)s)
          order by n.voice, tn.confidence desc nulls last) each
        order by origin desc, confidence desc nulls last, said_at desc limit %(limit)s"""
    looked_at = limit * ENOUGH if mood is None else None
    return rows(sql, {"theme": theme_id, "limit": limit, "mood": mood, "looked_at": looked_at}, Voice)


HEARD = f"""
with behind as materialized (
  select e.theme_id, max(e.importance) as importance from insights_evidence e join insights_theme t on t.id = e.theme_id
  where e.item_id = any(%(family)s) and e.stance = 'for' and t.archived_at is null group by 1),
weightiest as (select * from behind order by importance desc, theme_id limit %(limit)s),
told as (
  select q.note_id, q.start, q.end, q.fingerprint, 0 as rank, 0 as place, e.importance
  from insights_evidence e join insights_quote q on q.id = e.quote_id
  where e.item_id = any(%(family)s) and e.item_id <> %(item)s and e.stance = 'for'
  union all
  select e.note_id, 0, null, '', 1, 0, e.importance from insights_evidence e
  where e.item_id = any(%(family)s) and e.item_id <> %(item)s and e.stance = 'for' and e.note_id is not null
  union all
  select p.note_id, p.start, p.end, p.fingerprint, 2, p.place, b.importance
  from behind b join insights_themepassage p using (theme_id) where p.kind <> 'disagrees'
  union all
  select s.note_id, 0, null, '', 3, s.place, b.importance from weightiest b cross join lateral (
    select tn.note_id, row_number() over (order by tn.confidence desc nulls first, tn.id) as place
    from insights_themenote tn where tn.theme_id = b.theme_id order by 2 limit %(limit)s) s),
tied as (
  select coalesce(e.note_id, q.note_id) as note_id from insights_evidence e
  left join insights_quote q on q.id = e.quote_id where e.item_id = %(item)s),
chosen as (
  select * from (
    select distinct on (n.voice) t.* from told t join insights_note n on n.id = t.note_id
    where t.note_id not in (select note_id from tied where note_id is not null)
    order by n.voice, t.rank, t.place, t.importance desc) each
  order by rank, place, importance desc, note_id limit %(limit)s)
select {COLUMNS}, h.fingerprint, h.importance, h.start, coalesce(h.end, 0) as end,
  case when h.end is null then n.text else substr(n.text, h.start + 1, h.end - h.start) end as words
from chosen h join insights_note n on n.id = h.note_id {SOURCE}
order by h.rank, h.place, h.importance desc, h.note_id"""


def heard(*, item_id: UUID, family: Sequence[UUID], limit: int) -> list[Voice]:
    """What else is said for the item: quotes and notes tied to its `family`, then what its themes are read by.

    One per voice, each theme's first words before any theme's second, without what is tied to the item itself.
    """
    if limit < 1:
        return []
    found = rows(HEARD, {"item": item_id, "family": list(family), "limit": limit}, Voice)
    return [voice for voice in found if not voice.is_broken]


def quote_words(quote: Quote) -> str:
    """The words of a quote, in code points. The caller looks at the fingerprint."""
    return quote.note.text[quote.start : quote.end]
