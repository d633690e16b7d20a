"""Finding themes and keeping what people said about them.

What people corrected stays: the names they gave, the notes they put into a theme or took out of one, what they merged,
split or pinned, the themes they made, archived or tied to something. The finder moves only its own placings.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef
from pgvector import HalfVector

from clew.calc.arrays import Floats
from clew.calc.embed import Embedder
from clew.calc.status import Status
from clew.calc.themes import (
    Area,
    Description,
    DescriptionProblem,
    Problem,
    Result,
    describe_areas,
    describe_themes,
    find_themes,
    keep_identity,
)
from clew.calc.themes import Grouping as Themes
from clew.insights.actions.understanding.corrections import Corrections, corrections
from clew.insights.actions.understanding.underway import Watch
from clew.insights.actions.understanding.vectors import Notes
from clew.insights.models import Evidence, Note, Theme, ThemeNote, ThemePassage, ThemeRefusal
from clew.insights.queries.voices import fingerprint
from clew.thread.actions.items import next_number
from clew.thread.models import Origin
from clew.workspaces.models import Workspace

SEED = 20


@dataclass(frozen=True)
class Found:
    """What a run found and did."""

    result: Result
    themes: int = 0
    new: int = 0
    gone: int = 0


def find_again(*, workspace: Workspace, notes: Notes, embedder: Embedder, now: datetime, watch: Watch) -> Found:
    """Group all notes that repeat no other, and write the themes."""
    own = np.flatnonzero([original is None for original in notes.originals])
    ids, texts = [notes.ids[place] for place in own], [notes.texts[place] for place in own]
    vectors = notes.vectors[own]
    said = corrections(workspace=workspace, ids=ids)
    watch.stage("Finding themes", of=len(ids))
    result = find_themes(Problem(vectors, embedder.tokens(texts), said.constraints), seed=SEED)
    if result.status == Status.TOO_LITTLE:
        return Found(result)
    watch.stage("Naming them", of=len(result.centroids))
    problem = DescriptionProblem(
        texts,
        vectors,
        result.labels,
        result.confidence,
        said_at=notes.times[own],
        moods=notes.moods[own],
        weights=_revenue(workspace, ids),
    )
    described = describe_themes(problem, embedder=embedder)
    areas = describe_areas(texts, result.labels, result.parents)
    return _write(_Finding(workspace, ids, texts, result, described, areas, said), now, watch)


@dataclass(frozen=True)
class _Finding:
    """All there is to write."""

    workspace: Workspace
    ids: list[UUID]
    texts: list[str]
    result: Result
    described: tuple[Description, ...]
    areas: tuple[Area, ...]
    said: Corrections


def _revenue(workspace: Workspace, ids: list[UUID]) -> Floats:
    """What the account behind each note is worth a year, 0 where nobody knows."""
    known = Note.objects.filter(workspace=workspace, account__arr__gt=0).values_list("pk", "account__arr")
    worth = dict(known)
    return np.array([float(worth.get(pk, 0)) for pk in ids], np.float32)


@transaction.atomic
def _write(finding: _Finding, now: datetime, watch: Watch) -> Found:
    watch.before_the_end()
    workspace, ids, result, described = finding.workspace, finding.ids, finding.result, finding.described
    continued, vanished = _identity(workspace, ids, result, finding.said)
    themes = [
        _continue(continued[label], words, result, label, now)
        if label in continued
        else _new(workspace, words, result, label, now)
        for label, words in enumerate(described)
    ]
    gone = _retire(vanished, now)
    emptied = [*themes, *finding.said.themes]
    ThemeNote.objects.filter(theme__in=emptied, origin=Origin.MACHINE, is_held=False).delete()
    _place(workspace, themes, ids, result)
    _keep_passages(workspace, themes, ids, finding.texts, described)
    _keep_areas(workspace, themes, finding.areas)
    new = sum(1 for label in range(len(described)) if label not in continued)
    return Found(result, themes=len(themes), new=new, gone=gone)


def _keep_areas(workspace: Workspace, themes: list[Theme], areas: tuple[Area, ...]) -> None:
    """The headings to read the themes under; made anew each time, and nothing rests on them."""
    Theme.objects.filter(workspace=workspace).exclude(area="").update(area="")
    for area in areas:
        Theme.objects.filter(pk__in=[themes[label].pk for label in area.themes]).update(area=area.name)


def _identity(
    workspace: Workspace, ids: list[UUID], result: Result, said: Corrections
) -> tuple[dict[int, Theme], list[Theme]]:
    """Which theme each label continues, and which old ones nothing continues.

    A theme that a person corrected is where its notes are. Of the others those that the finder made, archived ones too:
    what was put away must not come back as new.
    """
    fixed = {label: said.themes[group] for group, label in enumerate(result.theme_of_group.tolist()) if label >= 0}
    corrected = {theme.pk for theme in said.themes}
    made = Theme.objects.filter(workspace=workspace, origin=Origin.MACHINE, merged_into=None).exclude(pk__in=corrected)
    old = list(made.order_by("number").defer("search"))
    free = np.array([label for label in range(len(result.centroids)) if label not in fixed], np.int64)
    before = _grouping(old, workspace, ids)
    if not len(before.notes) or not len(free):
        return fixed, old if len(before.notes) else []
    number = np.full(len(result.centroids) + 1, -1, np.int64)  # the last for notes in no theme
    number[free] = np.arange(len(free))
    after = Themes(np.arange(len(ids)), number[result.labels], result.centroids[free])
    found = keep_identity(before, after).old_of_new.tolist()
    kept = {int(label): old[place] for label, place in zip(free, found, strict=True) if place >= 0}
    return fixed | kept, [theme for theme in old if theme not in kept.values()]


def _grouping(old: list[Theme], workspace: Workspace, ids: list[UUID]) -> Themes:
    """The notes as they are in the old themes now, by place."""
    place_of = {theme.pk: place for place, theme in enumerate(old)}
    number_of = {pk: number for number, pk in enumerate(ids)}
    rows = ThemeNote.objects.filter(workspace=workspace, theme__in=old).values_list("note_id", "theme_id")
    pairs = sorted((number_of[note], place_of[theme]) for note, theme in rows if note in number_of)
    first = dict(reversed(pairs))  # a note in two themes speaks for one
    return Themes(np.array(list(first), np.int64), np.array(list(first.values()), np.int64))


def _continue(theme: Theme, words: Description, result: Result, label: int, now: datetime) -> Theme:
    """The same theme with more notes: its name stays, what describes it follows."""
    theme.words = list(words.words)
    theme.centroid = HalfVector(result.centroids[label])
    if theme.name_origin == Origin.MACHINE:
        theme.definition = words.definition
    theme.updated_at = now
    theme.save(update_fields=["words", "centroid", "definition", "updated_at"])
    return theme


def _new(workspace: Workspace, words: Description, result: Result, label: int, now: datetime) -> Theme:
    return Theme.objects.create(
        workspace=workspace,
        number=next_number(workspace=workspace, kind="theme"),
        name=words.name,
        definition=words.definition,
        words=list(words.words),
        centroid=HalfVector(result.centroids[label]),
        created_at=now,
        updated_at=now,
    )


def _retire(themes: list[Theme], now: datetime) -> int:
    """Put away what no longer shows in the notes, unless people made something of it."""
    people = ThemeNote.objects.filter(theme=OuterRef("pk"), origin=Origin.PERSON)
    used = Evidence.objects.filter(theme=OuterRef("pk"))
    found = Theme.objects.filter(pk__in=[theme.pk for theme in themes], archived_at=None, pinned_at=None)
    idle = found.filter(name_origin=Origin.MACHINE)
    return idle.filter(~Exists(people), ~Exists(used)).update(archived_at=now, updated_at=now)


def _place(workspace: Workspace, themes: list[Theme], ids: list[UUID], result: Result) -> None:
    """The finder's placings, but for notes that a person placed, and for themes a person took them out of."""
    placed = set(ThemeNote.objects.filter(workspace=workspace, origin=Origin.PERSON).values_list("note_id", flat=True))
    refused = set(ThemeRefusal.objects.filter(workspace=workspace).values_list("theme_id", "note_id"))
    rows = [
        ThemeNote(workspace=workspace, theme=themes[label], note_id=pk, confidence=round(float(sure), 4))
        for pk, label, sure in zip(ids, result.labels.tolist(), result.confidence.tolist(), strict=True)
        if label >= 0 and pk not in placed and (themes[label].pk, pk) not in refused
    ]
    ThemeNote.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


def _keep_passages(
    workspace: Workspace, themes: list[Theme], ids: list[UUID], texts: list[str], described: tuple[Description, ...]
) -> None:
    ThemePassage.objects.filter(theme__in=themes).delete()
    rows = [
        ThemePassage(
            workspace=workspace,
            theme=theme,
            note_id=ids[passage.note],
            place=place,
            kind=passage.kind.value,
            start=passage.start,
            end=passage.end,
            fingerprint=fingerprint(texts[passage.note][passage.start : passage.end]),
        )
        for theme, words in zip(themes, described, strict=True)
        for place, passage in enumerate(words.passages)
    ]
    ThemePassage.objects.bulk_create(rows, batch_size=2000)
