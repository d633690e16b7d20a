"""Every note's kind, mood and language, as far as Clew can tell; a person's word and the source's come first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from django.db import connection, transaction
from django.db.models import Q

from clew.calc.arrays import Floats
from clew.calc.embed import Embedder
from clew.calc.sense import KINDS, METHOD, MOODS, Model, Sense, languages, model_for, sense
from clew.insights.actions.understanding.vectors import mark_of
from clew.insights.models import Newcomer, Note
from clew.insights.queries.vectors import HEADER
from clew.interchange.actions.bulk import ENCODE
from clew.kit.text import plural
from clew.workspaces.actions.events import CLEW, Subject, record
from clew.workspaces.models import Workspace

AT_ONCE = 2_000
WAITING = """
select n.id, n.text, n.content_hash, v.vector from insights_note n join insights_notevector v on v.note_id = n.id
where n.id = any(%s) and v.embedder = %s"""
KEEP = """
update insights_note n set
  sensed = s.sensed::jsonb, sensed_by = %(by)s,
  kind = case when n.kind_origin = 'person' then n.kind when is_contrary then '' else s.kind end,
  kind_origin = case when n.kind_origin = 'person' then 'person' when s.kind = '' or is_contrary then ''
    else 'machine' end,
  mood = case when n.mood_origin = 'person' or n.mood_origin = '' and n.mood is not null then n.mood
    else s.mood::smallint end,
  mood_origin = case when n.mood_origin = 'person' or n.mood_origin = '' and n.mood is not null then n.mood_origin
    when s.mood is null then '' else 'machine' end,
  language = case when n.language_origin = 'person' or n.language_origin = '' and n.language <> '' then n.language
    else s.language end,
  language_origin = case
    when n.language_origin = 'person' or n.language_origin = '' and n.language <> '' then n.language_origin
    when s.language = '' then '' else 'machine' end
from unnest(%(ids)s::uuid[], %(hashes)s::text[], %(kinds)s::text[], %(moods)s::int[], %(languages)s::text[],
  %(sensed)s::text[]) as s(id, hash, kind, mood, language, sensed)
where n.id = s.id and n.content_hash = s.hash""".replace(
    "is_contrary", "(s.kind = 'praise' and n.mood = -1 and n.mood_origin <> 'machine')"
)
"""Praise from somebody who rated badly is not to be believed."""


@dataclass(frozen=True)
class _Batch:
    """Notes with their vectors; `hashes` tell whether somebody changed the words meanwhile."""

    ids: list[UUID]
    texts: list[str]
    hashes: list[str]
    vectors: Floats


def sense_missing(*, workspace: Workspace, embedder: Embedder, now: datetime) -> int:
    """Look at the notes with a vector of `embedder` that this method has not seen. Returns how many there were.

    Each batch is kept at once: a second run goes on where this one stopped. An embedder without coefficients leaves
    kind and mood blank; the language does not need one.
    """
    by = sensed_by(embedder)
    waiting = Note.objects.filter(Q(sensed_by__lt=by) | Q(sensed_by__gt=by), workspace=workspace)
    ids = list(waiting.filter(vector_row__embedder=mark_of(embedder)).values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        _sense(_read(ids[start : start + AT_ONCE], mark_of(embedder)), embedder, by)
    if ids and not Newcomer.objects.filter(workspace=workspace).exists():  # else what follows is an event, and counts
        sentence = f"Looked at kind, mood and language of {plural(len(ids), 'note')}."
        subject = Subject("note")
        record(workspace=workspace, by=CLEW, now=now, verb="note.sensed", subject=subject, sentence=sentence)
    return len(ids)


def sensed_by(embedder: Embedder) -> str:
    """What is stored with every note that was looked at: another method looks again."""
    model = model_for(mark_of(embedder))
    return f"{model.method if model else 'no sense'}, {METHOD}, {embedder.name}"[:64]


@transaction.atomic
def _sense(batch: _Batch, embedder: Embedder, by: str) -> None:
    found = sense(batch.texts, batch.vectors, embedder=mark_of(embedder))
    spoken = languages(batch.texts)
    is_known = [found is not None and _knows(found.model, language) for language, _ in spoken]
    kinds = found.kinds() if found else [""] * len(batch.ids)
    moods = found.moods() if found else [None] * len(batch.ids)
    values: dict[str, Any] = {
        "by": by,
        "ids": batch.ids,
        "hashes": batch.hashes,
        "kinds": [kind if known else "" for kind, known in zip(kinds, is_known, strict=True)],
        "moods": [mood if known else None for mood, known in zip(moods, is_known, strict=True)],
        "languages": [language for language, _ in spoken],
        "sensed": _documents(found, spoken, is_known),
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP, values)


def _knows(model: Model, language: str) -> bool:
    """Whether what the model says of a note in that language means anything."""
    return not model.languages or not language or language in model.languages


def _documents(found: Sense | None, spoken: list[tuple[str, float]], is_known: list[bool]) -> list[str]:
    """Of each note what the machine found, as JSON with shares in percent."""
    documents: list[dict[str, dict[str, int]]] = [
        {"language": {language: round(100 * share)}} if language else {} for language, share in spoken
    ]
    if found:
        names = [str(mood) for mood in MOODS]
        kinds, moods = np.rint(found.kind_shares * 100).astype(int), np.rint(found.mood_shares * 100).astype(int)
        for document, kind, mood, known in zip(documents, kinds.tolist(), moods.tolist(), is_known, strict=True):
            if known:
                document["kind"], document["mood"] = _kept(KINDS, kind), _kept(names, mood)
    return [ENCODE(document) for document in documents]


def _kept(names: "tuple[str, ...] | list[str]", shares: list[int]) -> dict[str, int]:
    return {name: share for name, share in zip(names, shares, strict=True) if share}


def _read(ids: list[UUID], mark: str) -> _Batch:
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:  # Django's own cursors bind on the client: text only
        rows = cursor.execute(WAITING, [ids, mark], binary=True).fetchall()
    vectors = np.array([np.frombuffer(row[3], ">f2", offset=HEADER) for row in rows], np.float32)
    return _Batch([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], vectors)
