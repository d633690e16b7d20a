"""The whole of it, in the order that makes sense: meaning, repeats, themes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from clew.calc.embed import Embedder, default_embedder
from clew.calc.themes import METHOD
from clew.insights.actions.understanding.assigning import place_new
from clew.insights.actions.understanding.grouping import SEED, Found, find_again
from clew.insights.actions.understanding.repeats import mark_repeats
from clew.insights.actions.understanding.vectors import embed_missing, load, mark_of
from clew.insights.models import Grouping
from clew.kit.text import plural
from clew.workspaces.actions.events import CLEW, Subject, record
from clew.workspaces.models import Workspace

GROWTH = 0.1
"""The share of new notes since the last grouping from which all notes are grouped again."""


@dataclass(frozen=True)
class Outcome:
    """What was done: notes embedded and found to repeat another; themes, or notes placed into those there are."""

    embedded: int
    repeats: int
    themes: int
    new_themes: int
    placed: int
    message: str


def understand(
    *,
    workspace: Workspace,
    now: datetime,
    again: bool = False,
    embedder: Embedder | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Bring meaning, repeats and themes up to the notes that are there. May run twice: it goes on where it stopped."""
    embedder = embedder or default_embedder()
    embedded = embed_missing(workspace=workspace, embedder=embedder, progress=progress)
    notes = load(workspace=workspace, embedder=embedder)
    last = Grouping.objects.filter(workspace=workspace).exclude(finished_at=None).order_by("-started_at").first()
    if not notes.ids or not (embedded or again or last is None):
        return Outcome(embedded, 0, 0, 0, 0, "Nothing new was said.")
    repeats = mark_repeats(notes)
    if not again and last and last.themes and len(notes.ids) < last.notes * (1 + GROWTH):
        placed = place_new(workspace=workspace, notes=notes)
        _record(workspace, now, f"Placed {plural(placed, 'note')} into themes.")
        return Outcome(embedded, repeats, 0, 0, placed, f"{plural(placed, 'note')} went into themes that were there.")
    run = Grouping.objects.create(
        workspace=workspace, started_at=now, embedder=mark_of(embedder), method=METHOD, seed=SEED
    )
    found = find_again(workspace=workspace, notes=notes, embedder=embedder, now=now)
    _finish(run, found, len(notes.ids), now)
    return Outcome(embedded, repeats, found.themes, found.new, 0, found.result.message)


def _finish(run: Grouping, found: Found, notes: int, now: datetime) -> None:
    run.finished_at = now
    run.notes, run.themes = notes, found.themes
    run.resolution, run.message = found.result.resolution, found.result.message
    run.save()
    if found.themes:
        fresh = f", {found.new} of them new" if 0 < found.new < found.themes else ""
        _record(run.workspace, now, f"Found {plural(found.themes, 'theme')} in {plural(notes, 'note')}{fresh}.")


def _record(workspace: Workspace, now: datetime, sentence: str) -> None:
    subject = Subject("themes", workspace.pk)
    record(workspace=workspace, by=CLEW, now=now, verb="theme.found", subject=subject, sentence=sentence)
