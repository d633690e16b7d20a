"""Importing notes: the rows of a channel, told apart by their id in the source, else by all they say."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count

from clew.insights.actions.channels import find_or_create_channel
from clew.insights.actions.imports.accounts import AccountBook
from clew.insights.actions.imports.moods import mood_of
from clew.insights.actions.imports.people import PersonBook, PersonClue, account_clue, known_name
from clew.insights.actions.imports.turns import Turn, turns_in
from clew.insights.actions.notes import content_hash
from clew.insights.actions.senses import keeping_corrections
from clew.insights.models import Channel, Note, NoteTurn
from clew.insights.queries.turns import COUNTED
from clew.interchange.actions.bulk import array_of, copy_rows, listed, new_ids, update_rows
from clew.interchange.models import AccountOfRows, Outcome, ParsedRow, Result, Setting, Touched, Words
from clew.kit.errors import Invalid
from clew.kit.numbers import Rating
from clew.kit.text import count, excerpt, plural

FRESH = timedelta(days=14)
LONGEST_TEXT = 200_000
"""Characters of a note. PostgreSQL's search column ends at a megabyte of distinct words."""
LONGEST_TITLE = 300
MOST_RATING = Decimal(9999)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
FAR_AWAY = 1_500_000_000
"""A rehearsal numbers its notes from here: no real note will ever be there, and no counter is held up."""

RESERVE = """
insert into thread_counter (workspace_id, kind, last) values (%s, 'note', %s)
on conflict (workspace_id, kind) do update set last = thread_counter.last + excluded.last returning last"""
KNOWN = f"""
select source_key, id, source_hash, coalesce(run_id = %(run)s, false), mood_origin = 'person', language_origin = 'person'
from insights_note
where channel_id = %(channel)s and source_key = any({array_of("keys")})"""
OUTDATED = """
delete from insights_notevector v using insights_note n, unnest(%s::uuid[], %s::text[]) as news(id, hash)
where n.id = news.id and n.content_hash <> news.hash and v.note_id = n.id"""

FROM_SOURCE = ("title", "text", "rating", "url", "content_hash", "source_hash", "extra", "run_id", "updated_at",
               "sensed_by")  # fmt: skip
"""What an import sets on a new note, and again when its source changed."""
ON_CREATION = ("id", "mood", "language", "account_id", "person_id", "workspace_id", "channel_id", "number", "said_at", "is_dated", "source_id",
               "source_key", "triaged_at", "created_at")  # fmt: skip
PLAIN = ("source_id", "url", "person_name", "person_email", "person_id", "account_name", "account_id", "account_domain")
"""Fields of text that count towards what the source said."""


@dataclass
class _Draft:
    """A note as its source tells it. `source_hash` is over all of it."""

    key: str
    row: ParsedRow
    title: str
    text: str
    rating: Decimal | None
    mood: int | None
    language: str
    extra: dict[str, str]
    source_hash: str
    turns: tuple[Turn, ...] = ()
    opened: Turn | None = None

    @property
    def said_at(self) -> datetime | None:
        """What the row says, else when the customer first spoke in the conversation."""
        said_at: datetime | None = self.row.values["said_at"]
        return said_at or (self.opened.said_at if self.opened else None)

    @property
    def speaker(self) -> str:
        """What the conversation calls the customer, where the row says nothing of them."""
        values = self.row.values
        is_known = values["person_name"] or values["person_email"] or values["person_id"]
        return self.opened.speaker if self.opened and not is_known else ""


class NoteImporter:
    """Options: `channel` and its `kind`; `triage` (fresh, all, none); `split` (one note per column of text); `scale`."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.workspace, self.now = setting, setting.workspace, setting.now
        options = setting.options
        self.channel: Channel = find_or_create_channel(
            workspace=self.workspace, name=options["channel"], kind=options["kind"], by=setting.by, now=self.now
        )
        self.split = bool(options["split"])
        self.chosen_scale = int(options["scale"]) if options["scale"].isdigit() else 0
        self.scale = self.chosen_scale or (setting.columns.reading_of("rating").scale if not options["scale"] else 0)
        self.ids = new_ids()
        self.ahead: dict[int, list[_Draft] | Outcome] = {}
        shared = (self.workspace.pk, self.channel.pk, setting.run_id, setting.now)  # written as often as there are rows
        self.workspace_id, self.channel_id, self.run_id, self.at = map(str, shared)
        self.rehearsal_number = FAR_AWAY

    def prepare(self, rows: Sequence[ParsedRow]) -> None:
        """Draft the rows ahead, while the database is busy with those before."""
        self.ahead.update((row.number, self._drafts(row)) for row in rows)

    def _prepared(self, row: ParsedRow) -> "list[_Draft] | Outcome":
        found = self.ahead.pop(row.number, None)
        if found is None:
            return self._drafts(row)
        if not isinstance(found, Outcome):
            for draft in found:
                draft.row = row
        return found

    def take(self, rows: Sequence[ParsedRow]) -> list[Outcome]:
        """A batch: what is known of its keys is asked once, then each row is judged, then all is written."""
        judged = [self._prepared(row) for row in rows]
        for number in list(self.ahead):  # of rows that repeat others, nobody asked
            if rows and number <= rows[-1].number:
                del self.ahead[number]
        drafts = [draft for found in judged if not isinstance(found, Outcome) for draft in found]
        batch = _Batch(self._known([draft.key for draft in drafts]))
        outcomes = [found if isinstance(found, Outcome) else batch.take(found) for found in judged]
        self._write(batch)
        return outcomes

    def finish(self, account: AccountOfRows) -> str:
        self.channel.mapping = self.setting.columns.to_json()
        self.channel.save(update_fields=["mapping"])
        notes = Touched.objects.filter(run_id=self.setting.run_id, model=Note._meta.label)
        new = notes.filter(before__isnull=True)
        made, again = new.count(), notes.filter(before__isnull=False).exclude(record__in=new.values("record"))
        changed = again.aggregate(number=Count("record", distinct=True))["number"]
        said = f" and changed {plural(changed, 'note')}" if changed else ""
        return f"Brought {plural(made, 'note')}{said} from {self.setting.file_name} into {self.channel.name}."

    # ── one row ───────────────────────────────────────────────────────────────────────────────────────
    def _drafts(self, row: ParsedRow) -> list[_Draft] | Outcome:
        try:
            rating = self._rating(row.values["rating"])
            self._check_time(row.values["said_at"])
            if row.values["turns"]:
                return [self._conversation(row, rating)]
            return [self._draft(row, words, rating) for words in self._pieces(row)]
        except Invalid as error:
            column = ", ".join(self.setting.columns.of(error.field))
            return Outcome(Result.REFUSED, column, error.sentence)

    def _conversation(self, row: ParsedRow, rating: Decimal | None) -> _Draft:
        """One note of what the customer said; what stands in the columns of text came first. The turns stay beside."""
        turns = turns_in(row.values["turns"])
        opening = [Turn("", is_customer=True, text=words.text) for words in row.values["text"]]
        said = {turn.text for turn in turns[:1]}
        turns = (*(turn for turn in opening if turn.text not in said), *turns)
        words = [turn.text for turn in turns if turn.is_customer]
        if not words:
            raise Invalid("No customer speaks in this conversation.", field="turns")
        text = "\n\n".join(words)
        self._check_length(len(text), "turns")
        draft = self._draft(row, Words("", text), rating)
        draft.opened = next((turn for turn in turns if turn.is_customer and (turn.said_at or turn.speaker)), None)
        if len(turns) > 1:
            draft.turns, draft.extra[COUNTED] = turns, str(len(turns))
        draft.source_hash = _source_hash(draft)
        return draft

    def _pieces(self, row: ParsedRow) -> list[Words]:
        words: tuple[Words, ...] = row.values["text"]
        if not words:
            raise Invalid("There are no words in it.", field="text")
        pieces = list(words) if self.split else [Words("", "\n\n".join(piece.text for piece in words))]
        self._check_length(max(len(piece.text) for piece in pieces), "text")
        return pieces

    @staticmethod
    def _check_length(longest: int, field: str) -> None:
        if longest > LONGEST_TEXT:
            raise Invalid(
                f"The text holds {count(longest)} characters; a note takes {count(LONGEST_TEXT)}.", field=field
            )

    def _draft(self, row: ParsedRow, words: Words, rating: Decimal | None) -> _Draft:
        values, extra = row.values, dict(row.extra)
        title = values["title"] or words.column
        if len(values["title"]) > LONGEST_TITLE:
            extra[self.setting.columns.of("title")[0]] = title
        language = values["language"]
        if language and not LANGUAGE.fullmatch(language):
            extra[self.setting.columns.of("language")[0]], language = language, ""
        draft = _Draft(
            key=_key(row, words.column),
            row=row,
            title=excerpt(title, LONGEST_TITLE) if len(title) > LONGEST_TITLE or "\n" in title else title,
            text=words.text,
            rating=rating,
            mood=mood_of(rating, self._scale_of(values["rating"])),
            language=language,
            extra=extra,
            source_hash="",
        )
        draft.source_hash = _source_hash(draft)
        return draft

    def _rating(self, rating: Rating | None) -> Decimal | None:
        if rating is None:
            return None
        best = rating.scale or self.chosen_scale or MOST_RATING
        if not 0 <= rating.value <= best:
            raise Invalid(f"A mark of {rating.value} is not between 0 and {best}.", field="rating")
        return rating.value.quantize(Decimal("0.01"))

    def _scale_of(self, rating: Rating | None) -> int:
        """The one that the mark itself names (4/5), else the file's; 0 draws no mood."""
        return int(rating.scale) if rating and rating.scale and self.setting.options["scale"] != "none" else self.scale

    def _check_time(self, said_at: datetime | None) -> None:
        if said_at is not None and said_at > self.now + timedelta(days=1):
            said = f"{said_at.day} {said_at:%b %Y}"
            raise Invalid(f"{said} lies in the future. Check which number is the day.", field="said_at")

    # ── a batch ───────────────────────────────────────────────────────────────────────────────────────
    def _known(self, keys: Sequence[str]) -> dict[str, "_Known"]:
        with connection.cursor() as cursor:
            cursor.execute(KNOWN, {"channel": self.channel.pk, "run": self.setting.run_id, "keys": listed(keys)})
            return {key: _Known(*values) for key, *values in cursor.fetchall()}

    def _write(self, batch: "_Batch") -> None:
        drafts = [*batch.new.values(), *batch.changed.values()]
        speakers = self._speakers(drafts)
        self._create(list(batch.new.values()), speakers[: len(batch.new)])
        self._update(batch, speakers[len(batch.new) :])

    def _speakers(self, drafts: Sequence[_Draft]) -> list[tuple[UUID | None, UUID | None]]:
        """The account and the person of each draft."""
        accounts, people = AccountBook(self.workspace, self.now), PersonBook(self.workspace, self.now)
        wanted = [account_clue(draft.row.values, draft.row.values["person_email"]) for draft in drafts]
        accounts.look_up(wanted)
        clues = [self._person(draft, accounts.resolve(clue)) for draft, clue in zip(drafts, wanted, strict=True)]
        people.look_up(clues)
        found = [people.resolve(clue) for clue in clues]
        accounts.write()
        people.write()
        return [
            (clue.account_id or (person.account_id if person else None), person.id if person else None)
            for clue, person in zip(clues, found, strict=True)
        ]

    def _person(self, draft: _Draft, account_id: UUID | None) -> PersonClue:
        values = draft.row.values
        name = known_name(values["person_name"] or draft.speaker)
        return PersonClue(name, values["person_email"], values["person_id"], account_id, self.channel.pk)

    def _create(self, drafts: Sequence[_Draft], speakers: Sequence[tuple[UUID | None, UUID | None]]) -> None:
        if not drafts:
            return
        first = self._reserve(len(drafts))
        ids = [next(self.ids) for _ in drafts]
        rows = (
            (pk, draft.mood, draft.language, *speaker, *self._on_creation(draft, number), *self._from_source(draft))
            for number, (pk, draft, speaker) in enumerate(zip(ids, drafts, speakers, strict=True), start=first)
        )
        copy_rows(Note, (*ON_CREATION, *FROM_SOURCE), rows)
        self._keep_turns(list(zip(ids, drafts, strict=True)))

    def _keep_turns(self, notes: Sequence[tuple[UUID, _Draft]]) -> None:
        rows = [
            (self.workspace_id, pk, place, turn.speaker, turn.is_customer, turn.text, turn.said_at)
            for pk, draft in notes
            for place, turn in enumerate(draft.turns)
        ]
        if rows:
            copy_rows(NoteTurn, ("workspace_id", "note_id", "place", "speaker", "is_customer", "text", "said_at"), rows)

    def _update(self, batch: "_Batch", speakers: Sequence[tuple[UUID | None, UUID | None]]) -> None:
        """What the source leaves out stays: the arrival of an undated note, an account that somebody set by hand."""
        if not batch.changed:
            return
        drafts = [(batch.known[key].id, draft) for key, draft in batch.changed.items()]
        with connection.cursor() as cursor:  # the words changed: their place in meaning is to be found anew
            cursor.execute(OUTDATED, [[pk for pk, _ in drafts], [content_hash(draft.text) for _, draft in drafts]])
        with keeping_corrections([pk for pk, _ in drafts]):
            update_rows(Note, FROM_SOURCE, [(pk, *self._from_source(draft)) for pk, draft in drafts])
        update_rows(Note, ("said_at", "is_dated"), [(pk, draft.said_at, True) for pk, draft in drafts if draft.said_at])
        known_as = {known.id: known for known in batch.known.values()}
        moods = [
            (pk, draft.mood, "") for pk, draft in drafts if draft.mood is not None and not known_as[pk].has_own_mood
        ]
        languages = [
            (pk, draft.language, "") for pk, draft in drafts if draft.language and not known_as[pk].has_own_language
        ]
        update_rows(Note, ("mood", "mood_origin"), moods)
        update_rows(Note, ("language", "language_origin"), languages)
        for place, name in enumerate(("account_id", "person_id")):
            known = [(pk, speaker[place]) for (pk, _), speaker in zip(drafts, speakers, strict=True) if speaker[place]]
            update_rows(Note, (name,), known)
        NoteTurn.objects.filter(note__in=[pk for pk, _ in drafts]).delete()
        self._keep_turns(drafts)

    def _on_creation(self, draft: _Draft, number: int) -> tuple[object, ...]:
        said_at, source_id = draft.said_at, draft.row.values["source_id"]
        triage = self.setting.options["triage"]
        waits = triage == "all" or (triage == "fresh" and said_at is not None and said_at >= self.now - FRESH)
        return (
            self.workspace_id, self.channel_id, number, said_at or self.at, said_at is not None, source_id, draft.key,
            None if waits else self.at, self.at,
        )  # fmt: skip

    def _from_source(self, draft: _Draft) -> tuple[object, ...]:
        return (
            draft.title, draft.text, draft.rating, draft.row.values["url"], content_hash(draft.text), draft.source_hash,
            draft.extra, self.run_id, self.at, "",
        )  # fmt: skip

    def _reserve(self, amount: int) -> int:
        """The first of `amount` numbers. They are given out at once, so that nobody waits for this import's end."""
        if self.setting.is_rehearsal:
            self.rehearsal_number += amount
            return self.rehearsal_number - amount
        with self.setting.outside.cursor() as cursor:
            cursor.execute(RESERVE, [self.workspace.pk, amount])
            last: int = cursor.fetchone()[0]
        return last - amount + 1


class _Known(NamedTuple):
    """A note in the database. `is_of_this_file`: this very import wrote it. A mood or language that a person gave stays."""

    id: UUID
    source_hash: str
    is_of_this_file: bool
    has_own_mood: bool = False
    has_own_language: bool = False


class _Batch:
    """What becomes of the drafts of one batch. `known` are the notes that earlier batches and imports left, by key."""

    def __init__(self, known: dict[str, _Known]) -> None:
        self.known = known
        self.new: dict[str, _Draft] = {}
        self.changed: dict[str, _Draft] = {}

    def take(self, drafts: Sequence[_Draft]) -> Outcome:
        """One row may hold several notes: it counts as created when one of them is new, as updated when one changed."""
        results = {self._take(draft) for draft in drafts}
        order = (Result.CREATED, Result.UPDATED, Result.UNCHANGED)
        return Outcome(next(result for result in order if result in results))

    def _take(self, draft: _Draft) -> Result:
        """Versions of a new note follow one another. Of a note from before this file only the last version counts, so
        that the same file changes nothing when it comes again.
        """
        key = draft.key
        known = self.known.get(key)
        if known is None and key not in self.new:
            self.new[key] = draft
            return Result.CREATED
        if draft.row.is_superseded and known is not None and not known.is_of_this_file:
            return Result.UNCHANGED
        pending = self.new.get(key) or self.changed.get(key)
        before = pending.source_hash if pending else known.source_hash if known else ""
        if draft.source_hash == before:
            return Result.UNCHANGED
        (self.new if key in self.new else self.changed)[key] = draft
        return Result.UPDATED


def _key(row: ParsedRow, column: str) -> str:
    """What recognises the note in a later file: the source's id where it gives one, else everything the row says."""
    source_id = row.values["source_id"]
    said = f"id:{source_id}" if source_id else f"row:{row.hash}"
    return hashlib.sha256(f"{said}\x1f{column}".encode()).hexdigest()


def _source_hash(draft: _Draft) -> str:
    values = draft.row.values
    said = [draft.title, draft.text, draft.language, f"{draft.mood} {draft.rating} {draft.said_at}"]
    said += [values[name] for name in PLAIN]
    if draft.turns:
        said.append(values["turns"])
    for name in sorted(draft.extra):
        said += (name, draft.extra[name])
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()
