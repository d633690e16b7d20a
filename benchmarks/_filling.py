"""Fills a data folder with the made-up company, through the importers and actions that people use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from time import perf_counter

from django.db import connection

from benchmarks import _company
from benchmarks._company import CHANNELS, Size
from clew.insights.actions.evidence import Passage, link_evidence
from clew.insights.actions.rollups import recount
from clew.insights.actions.search import count_words
from clew.insights.actions.understanding import understand
from clew.insights.models import Note, Theme
from clew.interchange.actions.importing import import_file
from clew.kit.clock import now as clock
from clew.strategy.actions.statements import state
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.models import Item
from clew.workspaces.access import Scope
from clew.workspaces.actions.events import Actor, quietly
from clew.workspaces.actions.spaces import create_workspace
from clew.workspaces.models import Membership, Role, User

THEMES_EACH, QUOTES_EACH = 1, 5


@dataclass
class Filled:
    slug: str
    user: str
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self.seconds[stage] = round(perf_counter() - start, 1)


def fill(folder: Path, size: Size) -> Filled:
    from clew.discovery.actions.opportunities import refresh_scores

    now = clock()
    _company.write(folder, size, now.date())
    owner = User.objects.create_user("bench@clew.example", name="Bench Marker")
    workspace = create_workspace(name="Bench", owner=owner, now=now)
    scope = Scope(workspace, Role.OWNER, Actor(owner), Membership.objects.get(workspace=workspace, user=owner))
    filled = Filled(workspace.slug, str(owner.pk))
    with filled.timed("import"), quietly():
        _import(folder, scope, now)
    with filled.timed("understand"):
        understand(workspace=workspace, now=now)
    with filled.timed("tie"), quietly():
        _tie(scope, now)
    with filled.timed("count"):
        recount(workspace=workspace, now=now)
        count_words(workspace=workspace, now=now)
        refresh_scores(workspace=workspace, now=now)
        refresh_loose_ends(workspace=workspace, now=now)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")  # what PostgreSQL does by itself within a minute
    return filled


def _import(folder: Path, scope: Scope, now: datetime) -> None:
    import_file(scope=scope, path=folder / "accounts.csv", record="accounts", now=now)
    for name, kind in CHANNELS.items():
        options = {"channel": name, "kind": kind, "triage": "all"}
        import_file(scope=scope, path=folder / f"{name}.csv", record="notes", options=options, now=now)
    for record in ("objectives", "key_results", "readings", "opportunities", "features"):
        import_file(scope=scope, path=folder / f"{record}.csv", record=record, now=now)
    for kind in ("mission", "vision"):
        state(
            workspace=scope.workspace, kind=kind, text=f"The {kind} of a benchmark.", short="", by=scope.actor, now=now
        )


def _tie(scope: Scope, now: datetime) -> None:
    """Nine of ten opportunities rest on a theme and on quotes."""
    chance = Random(7)
    themes = list(Theme.objects.filter(workspace=scope.workspace, archived_at=None))
    notes = list(Note.objects.filter(workspace=scope.workspace).order_by("number").defer("search")[:4000])
    for number, item in enumerate(
        Item.objects.filter(workspace=scope.workspace, kind="opportunity").order_by("number")
    ):
        if number % 10 == 9:
            continue
        sources = [Passage(note, 0, min(len(note.text), 120)) for note in chance.sample(notes, QUOTES_EACH)]
        for source in [*chance.sample(themes, THEMES_EACH), *sources]:
            link_evidence(item=item, source=source, by=scope.actor, now=now)
