"""The whole of it, in the order that makes sense: meaning, what looks at single notes, repeats, themes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clew.calc.embed import Embedder
from clew.calc.themes import METHOD
from clew.insights.actions.understanding.assigning import place_new
from clew.insights.actions.understanding.grouping import SEED, Found, find_again
from clew.insights.actions.understanding.repeats import mark_many_repeats, mark_new_repeats, mark_repeats
from clew.insights.actions.understanding.sensing import sense_missing
from clew.insights.actions.understanding.underway import (
    OUR_FAULT,
    STOPPED,
    TOO_LARGE,
    Stopped,
    Watch,
    close,
    open_run,
)
from clew.insights.actions.understanding.vectors import Notes, embed_missing, embedder_of, load, mark_of
from clew.insights.models import Grouping, Newcomer, Note, NoteVector, RunStatus
from clew.kit.rows import execute
from clew.kit.text import plural
from clew.workspaces.actions.events import CLEW, Subject, record
from clew.workspaces.models import Workspace

GROWTH = 0.1
"""The share of new notes since the last grouping from which all notes are grouped again."""
FEW = 24
"""New notes whose neighbours the database finds one by one; for more, all vectors are read once."""

Step = Callable[[Workspace, Embedder, datetime], None]


def _sense(workspace: Workspace, embedder: Embedder, now: datetime) -> None:
    sense_missing(workspace=workspace, embedder=embedder, now=now)


STEPS: tuple[Step, ...] = (_sense,)
"""What else looks at notes once they have their place in meaning. Each finds for itself what is new, may run twice, and
keeps its own batches."""


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
    """Bring meaning, repeats and themes up to the notes that are there. May run twice: it goes on where it stopped.

    All notes are grouped again with `again`, where somebody asked for it, and when there are many new ones; otherwise
    new notes are placed into the themes that are there.
    """
    embedder = embedder or embedder_of(workspace)
    _welcome(workspace, embedder)
    embedded = embed_missing(workspace=workspace, embedder=embedder, progress=progress)
    for step in STEPS:
        step(workspace, embedder, now)
    newcomers = list(Newcomer.objects.filter(workspace=workspace).values_list("note_id", flat=True))
    run = open_run(workspace=workspace)
    if run or again or (newcomers and _is_time(workspace)):
        run = run or start(workspace=workspace, now=now)
        return _group(run, embedder, newcomers, embedded, now)
    if not newcomers:
        return Outcome(embedded, 0, 0, 0, 0, "Nothing new was said.")
    repeats = _look_at(workspace, embedder, newcomers)
    placed = place_new(workspace=workspace, embedder=embedder, newcomers=newcomers)
    Newcomer.objects.filter(note__in=newcomers).delete()
    _record(workspace, now, f"Placed {plural(placed, 'note')} into themes.")
    return Outcome(embedded, repeats, 0, 0, placed, f"{plural(placed, 'note')} went into themes that were there.")


def start(*, workspace: Workspace, now: datetime, embedder: Embedder | None = None) -> Grouping:
    """A run that nobody asked for."""
    mark = mark_of(embedder or embedder_of(workspace))
    return Grouping.objects.create(
        workspace=workspace, started_at=now, embedder=mark, method=METHOD, seed=SEED, status=RunStatus.RUNNING
    )


def _welcome(workspace: Workspace, embedder: Embedder) -> None:
    """Remember which notes are about to get their place: whatever happens meanwhile, each is looked at once."""
    execute(
        """
        insert into insights_newcomer (note_id, workspace_id)
        select n.id, n.workspace_id from insights_note n where n.workspace_id = %(workspace)s and not exists (
          select from insights_notevector v where v.note_id = n.id and v.embedder = %(mark)s)
        on conflict do nothing""",
        {"workspace": workspace.pk, "mark": mark_of(embedder)},
    )


def _is_time(workspace: Workspace) -> bool:
    """Whether so much was said since the last grouping that the themes may be others."""
    done = Grouping.objects.filter(workspace=workspace, status=RunStatus.DONE)
    last = done.order_by("-started_at").first()
    notes = Note.objects.filter(workspace=workspace).count()
    return last is None or not last.themes or notes >= last.notes * (1 + GROWTH)


def _look_at(workspace: Workspace, embedder: Embedder, newcomers: list[UUID]) -> int:
    if len(newcomers) <= FEW:
        return mark_new_repeats(workspace=workspace, embedder=embedder, newcomers=newcomers)
    return _compare(load(workspace=workspace, embedder=embedder), newcomers)


def _compare(notes: Notes, newcomers: list[UUID]) -> int:
    """New notes with all; where most are new, all with all."""
    if 2 * len(newcomers) > len(notes.ids):
        return mark_repeats(notes)
    return mark_many_repeats(notes, newcomers=newcomers) if newcomers else 0


def _group(run: Grouping, embedder: Embedder, newcomers: list[UUID], embedded: int, now: datetime) -> Outcome:
    """Group all notes. Whatever goes wrong, the run ends in a state that says what happened."""
    workspace = run.workspace
    try:
        watch = Watch(run)
        watch.stage("Reading the notes", of=NoteVector.objects.filter(workspace=workspace).count())
        notes = load(workspace=workspace, embedder=embedder)
        watch.stage("Looking for repeats", of=len(newcomers))
        repeats = _compare(notes, newcomers) if notes.ids else 0
        found = find_again(workspace=workspace, notes=notes, embedder=embedder, now=now, watch=watch)
    except Stopped:
        close(run, RunStatus.STOPPED, STOPPED, now=now)
        return Outcome(embedded, 0, 0, 0, 0, STOPPED)
    except MemoryError:
        close(run, RunStatus.FAILED, TOO_LARGE, now=now)
        raise
    except Exception:
        close(run, RunStatus.FAILED, OUR_FAULT, now=now)
        raise
    _finish(run, found, len(notes.ids), mark_of(embedder), now)
    Newcomer.objects.filter(note__in=newcomers).delete()
    return Outcome(embedded, repeats, found.themes, found.new, 0, found.result.message)


def _finish(run: Grouping, found: Found, notes: int, mark: str, now: datetime) -> None:
    run.finished_at, run.status, run.stage = now, RunStatus.DONE, ""
    run.embedder, run.method, run.seed = mark, METHOD, SEED
    run.notes, run.themes = notes, found.themes
    run.resolution, run.message = found.result.resolution, found.result.message
    run.save()
    if found.themes:
        fresh = f", {found.new} of them new" if 0 < found.new < found.themes else ""
        _record(run.workspace, now, f"Found {plural(found.themes, 'theme')} in {plural(notes, 'note')}{fresh}.")


def _record(workspace: Workspace, now: datetime, sentence: str) -> None:
    subject = Subject("themes", workspace.pk)
    record(workspace=workspace, by=CLEW, now=now, verb="theme.found", subject=subject, sentence=sentence)
