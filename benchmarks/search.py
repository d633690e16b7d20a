"""Search: how good by words, by meaning and by both, and how quick with facets among 100,000 notes of real sentences.

NOTES=20000 make bench ONLY=search    another size
BENCH_DATA=/some/folder               keep the filled data there and use them again
"""

import math
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._judged import Judged, banking, features
from benchmarks._report import Report
from clew.cli.application import application

if TYPE_CHECKING:
    from clew.calc.embed import Embedder
    from clew.insights.queries.search import Point, Search
    from clew.workspaces.models import Workspace

QUERIES = 150
WAYS = ("words", "meaning", "both")
NAMES = {"features": "feature queries", "banking": "banking77"}


def run() -> Report:
    notes = int(os.environ.get("NOTES") or 100_000)
    with _folder() as data:
        os.environ["CLEW_DATA"] = str(data)
        with application(jobs=False):
            from clew.calc.embed import default_embedder

            embedder = default_embedder()
            found = {name: _judge(set_, embedder) for name, set_ in (("features", features()), ("banking", banking()))}
            times = {size: _times(size, embedder) for size in sorted({min(notes, 10_000), notes})}
    return _report(notes, found, times)


@contextmanager
def _folder() -> Iterator[Path]:
    if kept := os.environ.get("BENCH_DATA"):
        yield Path(kept) / "search"
        return
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as made:
        Path(made).chmod(0o755)  # for root, PostgreSQL's stand-in user passes through
        yield Path(made) / "data"


# ── how good ──────────────────────────────────────────────────────────────────────────────────────────
def _judge(judged: "Judged | None", embedder: "Embedder") -> dict[str, dict[str, float]]:
    """nDCG@10 and recall@100 of each way; empty where the set is missing."""
    if judged is None:
        return {}
    from benchmarks._searchable import hold
    from clew.insights.queries.search import Search

    workspace = hold(judged, embedder)
    scores: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for place, query in enumerate(judged.queries):
        relevant, theme = judged.relevant[place], place + 1 if judged.pools else None
        point = _point(embedder, query)
        by_words = Search(text=query, theme=theme)
        asked: dict[str, tuple[Search, Point | None]] = {
            "words": (by_words, None),
            "meaning": (Search(like=2**31 - 1, theme=theme), point),
            "both": (by_words, point),
        }
        for way, (search, at) in asked.items():
            ranked = _ranked(workspace, search, at)
            scores[way].append((ndcg(ranked, relevant), recall(ranked, relevant)))
    return {
        way: {"ndcg10": round(statistics.mean(n for n, _ in each), 3), "recall100": round(statistics.mean(r for _, r in each), 3)}
        for way, each in scores.items()
    }  # fmt: skip


def _point(embedder: "Embedder", text: str) -> "Point":
    from clew.insights.queries.search import Point

    numbers = ",".join(f"{number:.5g}" for number in embedder.encode([text])[0].tolist())
    return Point(f"{embedder.name} {embedder.version}", f"[{numbers}]")


def _ranked(workspace: "Workspace", search: "Search", point: "Point | None") -> list[int]:
    """The numbers of the notes as the search ranks them, the first hundred."""
    from clew.insights.models import Note
    from clew.insights.queries.search import find
    from clew.kit import clock

    hits = find(workspace=workspace, search=search, now=clock.now(), point=point, size=100, counts=False).hits
    numbers = dict(Note.objects.filter(pk__in=[hit.id for hit in hits]).values_list("pk", "number"))
    return [numbers[hit.id] for hit in hits]


def ndcg(ranked: Sequence[int], relevant: set[int], depth: int = 10) -> float:
    """Järvelin and Kekäläinen 2002, of relevant or not."""
    gained = sum(1 / math.log2(place + 2) for place, number in enumerate(ranked[:depth]) if number in relevant)
    return gained / sum(1 / math.log2(place + 2) for place in range(min(len(relevant), depth)))


def recall(ranked: Sequence[int], relevant: set[int], depth: int = 100) -> float:
    """Of as many as could be there."""
    return len(set(ranked[:depth]) & relevant) / min(len(relevant), depth)


# ── how quick ─────────────────────────────────────────────────────────────────────────────────────────
def _times(notes: int, embedder: "Embedder") -> list[float]:
    """Milliseconds of a search with facets, the passages of its first page included: beginnings of notes as queries."""
    from benchmarks._searchable import filled
    from clew.insights.models import Note
    from clew.insights.queries.search import Search, find
    from clew.insights.queries.search.showing import results
    from clew.kit import clock

    workspace = filled(notes, embedder)
    chance = random.Random(3)
    numbers = chance.sample(range(1, notes + 1), QUERIES)
    texts = list(Note.objects.filter(workspace=workspace, number__in=numbers).values_list("text", flat=True))
    found = []
    for warm in (True, False):
        for text in texts[:10] if warm else texts:
            query = " ".join(text.split()[: chance.randint(2, 6)])
            start = time.perf_counter()
            point = _point(embedder, query)
            answer = find(workspace=workspace, search=Search(text=query), now=clock.now(), point=point)
            results(workspace=workspace, hits=answer.hits, stems=answer.stems)
            if not warm:
                found.append((time.perf_counter() - start) * 1000)
    return found


# ── the report ────────────────────────────────────────────────────────────────────────────────────────
def _report(
    notes: int, found: Mapping[str, Mapping[str, Mapping[str, float]]], times: Mapping[int, list[float]]
) -> Report:
    rows = [
        (way, *(f"{found[name][way][figure]:.3f}" if found[name] else "–" for name in NAMES for figure in ("ndcg10", "recall100")))
        for way in WAYS
    ]  # fmt: skip
    p50, p95 = (round(_quantile(times[notes], share), 1) for share in (0.5, 0.95))
    speed = [
        f"{size:,} notes: p50 {_quantile(each, 0.5):.1f} ms, p95 {_quantile(each, 0.95):.1f} ms with facets"
        for size, each in times.items()
    ]
    return Report(
        title="Search",
        columns=(
            "found by",
            *(f"{words} {figure}" for words in NAMES.values() for figure in ("nDCG@10", "recall@100")),
        ),
        rows=rows,
        figures={
            "notes": notes,
            "p50_ms": p50,
            "p95_ms": p95,
            **{way: {name: found[name].get(way) for name in NAMES} for way in WAYS},
        },
        notes=[*speed, f"{QUERIES} beginnings of notes, two to six words each; one process, queries embedded in it."],
    )


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
