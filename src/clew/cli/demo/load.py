"""Loads the demo company through the same importers and actions that people use, and does the main job with it.

Raw files in → notes → themes → opportunities tied to objectives → the brief. Nothing is written past the actions; what
"Ana" does here, somebody at Dispatchly did in the product.
"""

import csv
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import transaction
from django.utils import timezone

from clew.calc.embed import Embedder, default_embedder
from clew.calc.themes import sentences
from clew.cli.demo.generator import Manifest, generate
from clew.discovery.actions.opportunities import refresh_scores
from clew.insights.actions.evidence import Passage, Tie, link_evidence
from clew.insights.actions.rollups import recount
from clew.insights.actions.themes import edit_theme
from clew.insights.actions.understanding import Outcome, understand
from clew.insights.models import Note, Theme, ThemeNote
from clew.interchange.actions.importing import import_file
from clew.interchange.models import AccountOfRows
from clew.strategy.actions.statements import state
from clew.thread.actions.comments import add_comment
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.models import Item
from clew.workspaces.access import Scope
from clew.workspaces.actions.events import Actor, quietly
from clew.workspaces.actions.members import accept, invite
from clew.workspaces.actions.spaces import create_workspace
from clew.workspaces.models import Membership, Role, User, Workspace

NAME = "Dispatchly"
LONGEST_QUOTE = 260
NEARLY_HALF = 0.4
STRATEGY = ("objectives", "key_results", "readings")


@dataclass
class Loaded:
    """What was done: the account of rows of each file, what was understood, and seconds per stage."""

    workspace: Workspace
    manifest: Manifest
    rows: dict[str, AccountOfRows] = field(default_factory=dict)
    outcome: Outcome | None = None
    evidence: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self.seconds[stage] = round(perf_counter() - start, 2)


@transaction.atomic
def load(*, folder: Path, now: datetime, tell: Callable[[str], None]) -> Loaded:
    """Generate, import, understand, tie. All or nothing: a demo that broke half-way is not there."""
    today = timezone.localdate(now)
    tell("Writing the demo company’s files")
    manifest = generate(folder, today=today)
    started = _at(today - timedelta(days=90))
    owner, workspace = _open(folder, started)
    scope = Scope(workspace, Role.OWNER, Actor(owner), Membership.objects.get(workspace=workspace, user=owner))
    done = Loaded(workspace, manifest)
    _invite(folder, workspace, owner, started)
    with done.timed("import"):
        _import_customers(folder, scope, done, now, tell=tell)
    with done.timed("understand"):
        tell("Finding themes")
        done.outcome = understand(workspace=workspace, now=now)
        _rename(folder, scope, now - timedelta(hours=2))
    with done.timed("tie"), quietly():
        tell("Tying what customers say to what Dispatchly aims for")
        _import_strategy(folder, scope, done, started)
        done.evidence = _tie_evidence(folder, scope, default_embedder(), now - timedelta(days=9))
        _comment(folder, workspace)
    with done.timed("count"):
        recount(workspace=workspace, now=now)
        refresh_scores(workspace=workspace, now=now)
        refresh_loose_ends(workspace=workspace, now=now)
    return done


def existing() -> Workspace | None:
    return Workspace.objects.filter(is_demo=True).order_by("created_at").first()


def _open(folder: Path, now: datetime) -> tuple[User, Workspace]:
    (first,) = [row for row in _rows(folder / "members.csv") if row["role"] == "owner"][:1]
    owner = User.objects.filter(email=first["email"]).first()
    owner = owner or User.objects.create_user(first["email"], name=first["name"])
    return owner, create_workspace(name=NAME, owner=owner, now=now, is_demo=True)


def _invite(folder: Path, workspace: Workspace, owner: User, now: datetime) -> None:
    """The others join by invitation, each with their hats."""
    for row in _rows(folder / "members.csv"):
        hats = [hat.strip() for hat in row["hats"].split(";") if hat.strip()]
        if row["email"] == owner.email:
            Membership.objects.filter(workspace=workspace, user=owner).update(hats=hats)
            continue
        user = User.objects.filter(email=row["email"]).first() or User.objects.create_user(
            row["email"], name=row["name"]
        )
        role = Role[row["role"].upper()]
        _, secret = invite(workspace=workspace, email=user.email, role=role, hats=hats, by=owner, now=now)
        accept(secret=secret, user=user, now=now)


def _import_customers(folder: Path, scope: Scope, done: Loaded, now: datetime, *, tell: Callable[[str], None]) -> None:
    """Accounts and people first, then the five channels, each as its tool exported it."""
    mapping = tomllib.loads((folder / "mapping.toml").read_text(encoding="utf-8"))
    tables = {name: mapping.pop(name) for name in ("accounts", "people")}
    for name, file in tables.items():
        tell(f"Importing {name}")
        done.rows[name] = _import(folder, scope, name, file, options={}, now=now)
    for file in mapping.values():
        tell(f"Importing {file['name']}")
        options = {"channel": file["name"], "kind": file["kind"], "triage": "fresh"}
        done.rows[file["name"]] = _import(folder, scope, "notes", file, options=options, now=now)


def _import(
    folder: Path, scope: Scope, record: str, file: dict[str, Any], *, options: dict[str, str], now: datetime
) -> AccountOfRows:
    columns = {key: [" ".join(name.split())] for key, name in file["columns"].items()}
    return import_file(scope=scope, path=folder / file["file"], record=record, fields=columns, options=options, now=now)


def _rename(folder: Path, scope: Scope, now: datetime) -> None:
    """The team gave the largest themes names of their own: each theme that holds the two sample notes."""
    names = tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))["themes"]
    taken: set[Any] = set()
    for wanted in names:
        notes = [note for ref in wanted["notes"] if (note := _note(scope, ref))]
        found = Counter(ThemeNote.objects.filter(note__in=notes).values_list("theme", flat=True)).most_common(1)
        if found and found[0][0] not in taken:
            taken.add(found[0][0])
            theme = Theme.objects.get(pk=found[0][0])
            edit_theme(theme=theme, name=wanted["name"], definition=wanted["definition"], by=scope.actor, now=now)


def _import_strategy(folder: Path, scope: Scope, done: Loaded, now: datetime) -> None:
    for row in _rows(folder / "statements.csv"):
        since = date.fromisoformat(row["since"])
        state(
            workspace=scope.workspace,
            kind=row["kind"],
            text=row["text"],
            short=row["short"],
            since=since,
            by=scope.actor,
            now=_at(since),
        )
    for record in (*STRATEGY, "opportunities", "features"):
        moment = now if record != "readings" else _at(done.manifest.today)
        path = folder / f"{record}.csv"
        done.rows[record] = import_file(scope=scope, path=path, record=record, now=moment)


def _tie_evidence(folder: Path, scope: Scope, embedder: Embedder, now: datetime) -> int:
    """Each opportunity rests on telling passages of the notes that its row names, and on the theme they are about."""
    about = _Themes(folder, scope)
    tied = 0
    for row in _rows(folder / "opportunities.csv"):
        item = Item.objects.get(workspace=scope.workspace, kind="opportunity", ref=row["ref"])
        named = [part.strip().rpartition(" ") for part in row["rests_on"].split(";") if part.strip()]
        for ref, _, stance in named:
            if note := _note(scope, ref):
                source, tie = _telling(note, item.title, embedder), Tie(stance=stance, importance=2)
                link_evidence(item=item, source=source, by=scope.actor, now=now, tie=tie)
                tied += 1
        if theme := about.of([ref for ref, _, stance in named if stance == "for"]):
            link_evidence(item=item, source=theme, by=scope.actor, now=now, tie=Tie(importance=2))
            tied += 1
    return tied


class _Themes:
    """Which discovered theme a person would pick for some notes. The truth file stands for the person's reading."""

    def __init__(self, folder: Path, scope: Scope) -> None:
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["notes"]
        places = ThemeNote.objects.filter(workspace=scope.workspace, theme__archived_at=None)
        rows = places.values_list("theme", "note__channel__kind", "note__source_id")
        self.planted: Counter[str] = Counter()
        self.both: Counter[tuple[str, Any]] = Counter()
        for theme, kind, source_id in rows:
            for key in self.truth[f"{kind}:{source_id}"]["themes"]:
                self.planted[key] += 1
                self.both[key, theme] += 1

    def of(self, refs: list[str]) -> Theme | None:
        """The theme that most notes about the same thing went into, where that is nearly half of them."""
        keys = Counter(key for ref in refs for key in self.truth[ref]["themes"])
        for key, _ in keys.most_common(1):
            found = Counter({theme: count for (planted, theme), count in self.both.items() if planted == key})
            for pk, count in found.most_common(1):
                if count >= NEARLY_HALF * self.planted[key]:
                    return Theme.objects.get(pk=pk)
        return None


def _telling(note: Note, title: str, embedder: Embedder) -> Passage:
    """The sentence of the note that comes nearest to what the opportunity says."""
    places = [place for place in sentences(note.text) if 12 <= place[1] - place[0] <= LONGEST_QUOTE]
    if not places:
        return Passage(note, 0, min(len(note.text), LONGEST_QUOTE))
    vectors = embedder.encode([title, *(note.text[start:end] for start, end in places)])
    start, end = places[int((vectors[1:] @ vectors[0]).argmax())]
    return Passage(note, start, end)


def _comment(folder: Path, workspace: Workspace) -> None:
    for row in _rows(folder / "comments.csv"):
        author = User.objects.get(name=row["author"], memberships__workspace=workspace)
        item = Item.objects.get(workspace=workspace, ref=row["item"])
        written = _at(date.fromisoformat(row["written_on"]))
        add_comment(item=item, text=row["text"], by=Actor(author), now=written)


def _note(scope: Scope, ref: str) -> Note | None:
    """`support:44412` is the note of that id in the channel of that kind."""
    kind, _, source_id = ref.partition(":")
    found = Note.objects.filter(workspace=scope.workspace, channel__kind=kind, source_id=source_id)
    return found.defer("search").first()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _at(day: date) -> datetime:
    return datetime.combine(day, clock_time(9), UTC)
