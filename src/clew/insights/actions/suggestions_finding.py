"""Finding what notes seem to belong to, in the background. For the worker: it imports `calc`.

Bounded: a run looks at `NEW` notes that were not compared yet and at those nearest to `CHANGED` themes or items whose
examples are others than last time; where more is due, it says so and the next run goes on.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from clew.calc.arrays import Floats, Integers
from clew.calc.embed import Embedder
from clew.calc.links import (
    METHOD,
    Calibration,
    Decisions,
    Ground,
    Prior,
    Targets,
    Texts,
    best_span,
    calibrate,
    compare,
    prior_for,
    shared_words,
    spans,
)
from clew.insights.actions import suggestions_reading as reading
from clew.insights.actions.understanding.vectors import mark_of
from clew.insights.models import Compared, LinkTarget, NoteVector, Suggestion, SuggestionState
from clew.insights.queries.suggestions import SHOWN, THEME, examples, settled
from clew.insights.queries.vectors import embedder_of
from clew.insights.queries.voices import fingerprint
from clew.kit.rows import execute
from clew.workspaces.models import Workspace

NEW, CHANGED, NEAR = 5_000, 20, 100
"""Notes that a run takes, targets whose nearest notes it looks up, and how many those are."""
ALL = 4_000
"""As many waiting notes are simply all compared again when a target changed."""
LEAST = 3
"""Examples that a target needs before anything is proposed for it."""


@dataclass(frozen=True)
class Outcome:
    """Notes that were compared, what is proposed for them, and whether another run has more to do."""

    notes: int
    proposed: int
    more: bool


@dataclass(frozen=True)
class Target:
    kind: str
    id: UUID
    notes: tuple[UUID, ...]

    def fingerprint(self, mark: str) -> str:
        words = [mark, *sorted(str(note) for note in self.notes)]
        return hashlib.sha256(" ".join(words).encode()).hexdigest()


@dataclass(frozen=True)
class Pair:
    """A note and a target that go together, by this score and chance."""

    note: UUID
    target: Target
    score: float
    chance: float


def suggest_links(*, workspace: Workspace, now: datetime, embedder: Embedder | None = None) -> Outcome:
    """Compare what is due with every theme and item. May run twice: it goes on where it stopped."""
    embedder = embedder or embedder_of(workspace)
    mark = mark_of(embedder)
    targets = _targets(workspace)
    prior = prior_for(embedder.name, NoteVector.objects.filter(workspace=workspace, embedder=mark).count())
    known = _calibration(workspace, prior)
    _adjust(workspace, known)
    changed = _changed(workspace, targets, mark)
    fresh = reading.due(workspace=workspace, mark=mark, limit=NEW)
    more = len(fresh) == NEW or len(changed) > CHANGED
    if not targets or not (fresh or changed):
        return Outcome(0, 0, more=False)
    finder = _Finder(workspace, embedder, targets)
    again, done = finder.stale(changed)
    ids, notes = reading.read(ids={*fresh, *again}, mark=mark)
    pairs = finder.pairs(ids, notes, prior, known)
    rows = finder.rows(pairs)
    _write(workspace, ids, rows, done, mark, now)
    return Outcome(len(ids), len(rows), more)


def _targets(workspace: Workspace) -> list[Target]:
    held: dict[tuple[str, UUID], list[UUID]] = defaultdict(list)
    for example in examples(workspace=workspace):
        held[example.kind, example.target_id].append(example.note_id)
    return [Target(kind, pk, tuple(notes)) for (kind, pk), notes in held.items() if len(notes) >= LEAST]


def _calibration(workspace: Workspace, prior: Prior) -> Calibration:
    """What the workspace's people accepted and dismissed so far."""
    decided = Suggestion.objects.filter(workspace=workspace, method__startswith=METHOD).exclude(
        state=SuggestionState.PROPOSED
    )
    found = list(decided.values_list("score", "state"))
    scores = np.array([score for score, _ in found], np.float64)
    return calibrate(
        prior, Decisions(scores, np.array([state == SuggestionState.ACCEPTED for _, state in found], bool))
    )


def _adjust(workspace: Workspace, known: Calibration) -> None:
    """What waits to be decided gets the chance that the decisions since give it, or goes."""
    execute(
        """
        update insights_suggestion s set confidence = x.chance from (
          select id, round((1 / (1 + exp(-greatest(-30, least(30, %(slope)s * score + %(shift)s)))))::numeric, 4) as chance
          from insights_suggestion where workspace_id = %(workspace)s and state = 'proposed') x
        where x.id = s.id and abs(s.confidence - x.chance) > 0.0001""",
        {"slope": known.slope, "shift": known.shift, "workspace": workspace.pk},
    )
    waiting = Suggestion.objects.filter(workspace=workspace, state=SuggestionState.PROPOSED)
    waiting.filter(confidence__lt=known.likely).delete()


def _changed(workspace: Workspace, targets: Sequence[Target], mark: str) -> list[Target]:
    found = LinkTarget.objects.filter(workspace=workspace).values_list("theme_id", "item_id", "fingerprint")
    before = {theme or item: seen for theme, item, seen in found}
    return [target for target in targets if before.get(target.id) != target.fingerprint(mark)]


class _Finder:
    """The workspace's targets with their examples, and what is common in it."""

    def __init__(self, workspace: Workspace, embedder: Embedder, targets: Sequence[Target]) -> None:
        self._workspace, self._embedder, self._mark = workspace, embedder, mark_of(embedder)
        ids, self._examples = reading.read(ids={note for target in targets for note in target.notes}, mark=self._mark)
        place = {pk: number for number, pk in enumerate(ids)}
        rows = {target.id: np.array([place[n] for n in target.notes if n in place], np.int64) for target in targets}
        self._rows: dict[UUID, Integers] = {pk: found for pk, found in rows.items() if len(found)}
        self._targets = [target for target in targets if target.id in self._rows]
        self._ground = Ground(reading.background(workspace=workspace, mark=self._mark))

    def stale(self, changed: Sequence[Target]) -> tuple[list[UUID], list[Target]]:
        """Notes to compare again because of targets that changed, and the targets that are done with then."""
        if not changed:
            return [], []
        seen = reading.compared(workspace=self._workspace, mark=self._mark, limit=ALL + 1)
        if len(seen) <= ALL:
            return seen, list(changed)
        first = changed[:CHANGED]
        held = [target for target in first if target.id in self._rows]
        centroids = [self._examples.vectors[self._rows[target.id]].mean(axis=0) for target in held]
        found = {
            pk
            for centroid in centroids
            for pk in reading.near(workspace=self._workspace, mark=self._mark, centroid=centroid, limit=NEAR)
        }
        return sorted(found), list(first)

    def pairs(self, ids: Sequence[UUID], notes: Texts, prior: Prior, known: Calibration) -> list[Pair]:
        """The best pairs that may be proposed, `SHOWN` a note at most. Themes compete with themes, features with features."""
        taken = settled(note_ids=ids)
        found: dict[UUID, list[Pair]] = defaultdict(list)
        for kind in sorted({target.kind for target in self._targets}):
            own = [target for target in self._targets if target.kind == kind]
            members = Targets(self._examples, [self._rows[target.id] for target in own])
            candidates = compare(notes, members, self._ground)
            scores = prior.score(candidates.features)
            chances = known.chance(scores)
            for place in np.flatnonzero(chances >= known.likely).tolist():
                note, target = ids[candidates.notes[place]], own[candidates.targets[place]]
                if (note, target.id) not in taken:
                    found[note].append(Pair(note, target, float(scores[place]), float(chances[place])))
        best = (sorted(pairs, key=lambda pair: -pair.chance)[:SHOWN] for pairs in found.values())
        return [pair for pairs in best for pair in pairs]

    def rows(self, pairs: Sequence[Pair]) -> list[Suggestion]:
        """The suggestions, each with the span and the words of the note that speak for it."""
        texts = reading.texts_of([pair.note for pair in pairs])
        places = {pk: spans(text) or [(0, len(text))] for pk, text in texts.items()}
        cut = [(pk, place) for pk, found in places.items() for place in found]
        vectors = self._embedded([texts[pk][start:end] for pk, (start, end) in cut])
        of = defaultdict(list)
        for row, (pk, _) in enumerate(cut):
            of[pk].append(row)
        return [self._row(pair, texts[pair.note], places[pair.note], vectors[of[pair.note]]) for pair in pairs]

    def _embedded(self, words: list[str]) -> Floats:
        vectors = self._embedder.encode(words) if words else np.zeros((0, len(self._ground.middle)), np.float32)
        return self._ground.centred(_as_stored(vectors, len(self._ground.middle)))

    def _row(self, pair: Pair, text: str, places: list[tuple[int, int]], vectors: Floats) -> Suggestion:
        rows = self._rows[pair.target.id]
        sums = self._ground.centred(self._examples.vectors[rows]).sum(axis=0)
        start, end = best_span(places, vectors, sums / max(float(np.linalg.norm(sums)), 1e-9))
        words = shared_words(text, [self._examples.words[row] for row in rows], self._ground.lexicon)
        theme = pair.target.id if pair.target.kind == THEME else None
        return Suggestion(
            workspace=self._workspace,
            note_id=pair.note,
            theme_id=theme,
            item_id=None if theme else pair.target.id,
            score=round(pair.score, 5),
            confidence=round(pair.chance, 4),
            start=start,
            end=end,
            fingerprint=fingerprint(text[start:end]),
            words=[word[:60] for word in words],
            method=f"{METHOD}, {self._mark}"[:96],
        )


def _as_stored(vectors: Floats, dimensions: int) -> Floats:
    """Filled up with zeros, as vectors of fewer dimensions are kept."""
    return np.pad(vectors, ((0, 0), (0, max(0, dimensions - vectors.shape[1]))))


@transaction.atomic
def _write(  # noqa: PLR0917 - private, and called above only
    workspace: Workspace,
    ids: Collection[UUID],
    rows: Sequence[Suggestion],
    done: Sequence[Target],
    mark: str,
    now: datetime,
) -> None:
    """What waited for these notes gives way to what is proposed now; decisions made meanwhile stay."""
    Suggestion.objects.filter(note__in=ids, state=SuggestionState.PROPOSED).delete()
    for row in rows:
        row.created_at = now
    Suggestion.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    marks = [Compared(note_id=pk, workspace=workspace, at=now) for pk in ids]
    Compared.objects.bulk_create(
        marks, batch_size=2000, update_conflicts=True, unique_fields=["note"], update_fields=["at"]
    )
    LinkTarget.objects.filter(theme__in=[target.id for target in done]).delete()
    LinkTarget.objects.filter(item__in=[target.id for target in done]).delete()
    LinkTarget.objects.bulk_create(
        [
            LinkTarget(
                workspace=workspace,
                theme_id=target.id if target.kind == THEME else None,
                item_id=None if target.kind == THEME else target.id,
                examples=len(target.notes),
                fingerprint=target.fingerprint(mark),
                compared_at=now,
            )
            for target in done
        ]
    )
