"""100,000 notes to search: sentences of the shared real sets, recombined, with accounts, channels, days and themes."""

import csv
import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import openpyxl
from django.db import connection

from benchmarks._data import BANKING77, CLINC150, SHARED
from benchmarks._judged import Judged
from clew.calc.embed import Embedder
from clew.insights.actions.search import count_words
from clew.insights.actions.understanding.vectors import embed_missing
from clew.insights.models import Account, Channel, Note, Theme, ThemeNote
from clew.kit import clock
from clew.workspaces.actions.spaces import create_workspace
from clew.workspaces.models import User, Workspace

CHANNELS = {"Support": "support", "Sales calls": "call", "App reviews": "review", "Survey": "survey"}
ACCOUNTS, THEMES, DAYS, AT_ONCE = 10_000, 60, 540, 5_000
KINDS = ("problem", "request", "praise", "question", "other")


def sentences() -> list[str]:
    """Every sentence of the shared sets once."""
    texts: list[str] = []
    for source in (BANKING77, CLINC150):
        texts += found.texts if (found := source.load()) else []
    for path in sorted((SHARED / "a_dabrowski_feature_search" / "Collected reviews").glob("*.xlsx")):
        rows = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True)
        texts += [str(row[2]) for row in rows if row[2]]
    for path in sorted((SHARED / "a_minibar_garmin_huawei" / "for_classification").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts += [row["data"] for row in csv.DictReader(file)]
    parts = (part.strip() for text in texts for part in re.split(r"(?<=[.!?])\s+|\n+", text))
    return list(dict.fromkeys(part for part in parts if len(part) > 12))


def filled(notes: int, embedder: Embedder) -> Workspace:
    """A workspace with so many notes, their vectors and the counts of their words; the one that is there already."""
    slug = f"searchable-{notes}"
    workspace = Workspace.objects.filter(name=slug).first()
    if workspace is None:
        now = clock.now()
        workspace = create_workspace(name=slug, owner=_owner(), now=now)
        _notes(workspace, notes, random.Random(5), now)
        _themes(workspace, now)
        _finish(workspace, embedder, now)
    return workspace


def hold(judged: Judged, embedder: Embedder) -> Workspace:
    """A workspace with the texts of `judged` as notes of the same numbers; the pool of each query as a theme."""
    now = clock.now()
    if found := Workspace.objects.filter(name=judged.name).first():
        return found
    workspace = create_workspace(name=judged.name, owner=_owner(), now=now)
    channel = Channel.objects.create(workspace=workspace, name="All", key="all", created_at=now)
    fixed = {"workspace": workspace, "channel": channel, "said_at": now, "created_at": now, "updated_at": now}
    Note.objects.bulk_create(
        (
            Note(number=number, text=text, source_key=str(number), **fixed)
            for number, text in enumerate(judged.texts, 1)
        ),
        batch_size=AT_ONCE,
    )
    ids = dict(Note.objects.filter(workspace=workspace).values_list("number", "pk"))
    for number, pool in enumerate(judged.pools, 1):
        times = {"created_at": now, "updated_at": now}
        theme = Theme.objects.create(workspace=workspace, number=number, name=f"Pool {number}", **times)
        ThemeNote.objects.bulk_create(ThemeNote(workspace=workspace, theme=theme, note_id=ids[one]) for one in pool)
    _finish(workspace, embedder, now)
    return workspace


def _owner() -> User:
    found = User.objects.filter(email="bench@clew.example").first()
    return found or User.objects.create_user("bench@clew.example", name="Bench Marker")


def _finish(workspace: Workspace, embedder: Embedder, now: datetime) -> None:
    embed_missing(workspace=workspace, embedder=embedder)
    count_words(workspace=workspace, now=now)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def _notes(workspace: Workspace, notes: int, chance: random.Random, now: datetime) -> None:
    pool = sentences()
    channels = [
        Channel.objects.create(workspace=workspace, name=name, key=name.casefold(), kind=kind, created_at=now)
        for name, kind in CHANNELS.items()
    ]
    Account.objects.bulk_create(_accounts(workspace, chance, now))
    accounts = list(Account.objects.filter(workspace=workspace).order_by("key").defer("search"))
    for start in range(0, notes, AT_ONCE):
        rows = []
        for number in range(start + 1, min(notes, start + AT_ONCE) + 1):
            text = " ".join(chance.sample(pool, chance.choice((1, 1, 1, 2, 2, 3, 4))))
            rows.append(
                Note(
                    workspace=workspace, number=number, channel=chance.choice(channels), text=text,
                    account=chance.choice(accounts), said_at=now - timedelta(days=int(DAYS * chance.random() ** 1.4)),
                    rating=chance.choice((None, None, 1, 2, 3, 4, 5)), mood=chance.choice((None, -1, 0, 1)),
                    kind=chance.choice(KINDS), language=chance.choice(("en", "en", "en", "fr")),
                    source_key=f"bench {number}", content_hash=sha256(text.encode()).hexdigest(),
                    created_at=now, updated_at=now,
                )
            )  # fmt: skip
        Note.objects.bulk_create(rows)


def _accounts(workspace: Workspace, chance: random.Random, now: datetime) -> Iterator[Account]:
    for number in range(ACCOUNTS):
        name, arr = f"Customer {number:05}", chance.randrange(1_200, 90_000, 100)
        segment = chance.choice(("Small", "Growing", "Mid-size"))
        times = {"created_at": now, "updated_at": now}
        yield Account(workspace=workspace, name=name, key=name.casefold(), segment=segment, arr=arr, **times)


def _themes(workspace: Workspace, now: datetime) -> None:
    """Two notes in three stand in one of the themes."""
    times = {"created_at": now, "updated_at": now}
    Theme.objects.bulk_create(
        Theme(workspace=workspace, number=number, name=f"Theme {number}", **times) for number in range(1, THEMES + 1)
    )
    themes = list(Theme.objects.filter(workspace=workspace).order_by("number").defer("search", "centroid"))
    ids = list(Note.objects.filter(workspace=workspace).order_by("number").values_list("pk", flat=True))
    placed = (
        ThemeNote(workspace=workspace, theme=themes[place * 7 % THEMES], note_id=pk, confidence=0.8)
        for place, pk in enumerate(ids)
        if place % 3
    )
    ThemeNote.objects.bulk_create(placed, batch_size=AT_ONCE)
