"""Themes against the groups that people made, and against BERTopic, in quality and in time from text to named themes.

BERTopic runs in an environment of its own (`benchmarks/_peers`), in the same run, warm, as it comes: once with its
default embedder and once with our vectors; the better of the two counts. Both embedders of ours are measured; the last
line tells of the best in AMI that is at least `FASTER` times as fast as BERTopic end to end, embedding included.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks._data import BANKING77, CLINC150, DOCUMENTS, JUDGED, MINIBAR, PROJECTS, STRANGERS, Labelled, Source
from benchmarks._metrics import adjusted_mutual_information, adjusted_rand, contingency, v_measure
from benchmarks._peers import NoPeer, Topics, topics
from benchmarks._report import Clock, Figures, Report
from clew.calc.arrays import Floats
from clew.calc.embed import Embedder, default_embedder, embedder_for
from clew.calc.themes import DescriptionProblem, Problem, Result, describe_themes, find_themes

SEEDS = (0, 1, 2)
FASTER = 5
ENGLISH = "minilm-l6-english"
JUDGED_BY = {BANKING77.name: "banking77", MINIBAR.name: "minibar", CLINC150.name: "clinc150"}
CONFIRMING = (STRANGERS, DOCUMENTS, PROJECTS, JUDGED)
"""Sets that no parameter was chosen by; BERTopic does not run on them."""
COLUMNS = (
    "set",
    "by",
    "notes",
    "given",
    "themes",
    "other",
    "AMI",
    "ARI",
    "V",
    "embed",
    "find",
    "name",
    "stage ×",
    "total ×",
)


@dataclass(frozen=True)
class Scores:
    ami: float
    ari: float
    v: float


@dataclass(frozen=True)
class Ours:
    """Means over the seeds; CPU seconds of one thread."""

    embedder: str
    themes: tuple[int, ...]
    other: float
    scores: Scores
    spread: float  # of the AMI
    embed: float
    find: float
    name: float

    @property
    def total(self) -> float:
        return self.embed + self.find + self.name


@dataclass(frozen=True)
class Theirs:
    """With its own embedder's vectors and with ours."""

    own: Topics
    same: Topics

    @property
    def stage(self) -> float:
        return sum(self.same.seconds[part] for part in ("reduce", "cluster"))

    @property
    def total(self) -> float:
        return self.own.seconds["embed"] + self.own.seconds["fit"]


def run() -> Report:
    rows: list[tuple[str, ...]] = []
    figures: dict[str, Figures] = {}
    notes: list[str] = []
    for source in (*_judged(), *CONFIRMING):
        found = source.load()
        if found is None:
            notes.append(f"{source.name}: skipped, {source.folder} is not in ../shared/data")
            continue
        theirs = _theirs(source, found, notes) if source.name in JUDGED_BY else None
        embedders = (default_embedder(), embedder_for(ENGLISH)) if source.name in JUDGED_BY else (default_embedder(),)
        ours = [_measure(found, embedder) for embedder in embedders]
        rows += [_row(source, found, one, theirs) for one in ours]
        rows += _their_rows(source, found, theirs)
        if source.name in JUDGED_BY:
            figures[JUDGED_BY[source.name]] = _figures(found, ours, theirs)
    notes.insert(
        0, f"Best embedder: of the highest AMI that is at least {FASTER} times as fast as BERTopic end to end."
    )
    return Report(f"Themes ({len(SEEDS)} seeds; CPU seconds of one thread)", COLUMNS, rows, figures, notes)


def _judged() -> tuple[Source, ...]:
    return BANKING77, MINIBAR, CLINC150


def _theirs(source: Source, notes: Labelled, said: list[str]) -> Theirs | None:
    try:
        return Theirs(topics(notes.texts), topics(notes.texts, default_embedder().encode(notes.texts)))
    except NoPeer as error:
        said.append(f"{source.name}: BERTopic could not be run: {error}")
        return None


def _measure(notes: Labelled, embedder: Embedder) -> Ours:
    embedder.encode(["once, so that nothing is loaded later"])
    with Clock() as embedding:
        vectors, tokens = embedder.encode(notes.texts), embedder.tokens(notes.texts)
    find_themes(Problem(vectors[:200], tokens[:200]))  # once, as for the other
    with Clock() as finding:
        found = [find_themes(Problem(vectors, tokens), seed=seed) for seed in SEEDS]
    with Clock() as naming:
        _name(notes, vectors, found[0], embedder)
    scores = [_scores(notes, one.labels.tolist()) for one in found]
    return Ours(
        embedder=embedder.name,
        themes=tuple(sorted({len(one.centroids) for one in found})),
        other=float(np.mean([(one.labels < 0).mean() for one in found])),
        scores=Scores(*(float(np.mean(part)) for part in zip(*((s.ami, s.ari, s.v) for s in scores), strict=True))),
        spread=float(np.ptp([one.ami for one in scores])),
        embed=embedding.seconds,
        find=finding.seconds / len(SEEDS),
        name=naming.seconds,
    )


def _name(notes: Labelled, vectors: Floats, found: Result, embedder: Embedder) -> None:
    describe_themes(DescriptionProblem(notes.texts, vectors, found.labels, found.confidence), embedder=embedder)


def _scores(notes: Labelled, labels: Sequence[int]) -> Scores:
    """ "Other", and what is an outlier to BERTopic, counts as one more group, which costs a little."""
    table = contingency(notes.labels, labels)
    return Scores(adjusted_mutual_information(table), adjusted_rand(table), v_measure(table))


def _row(source: Source, notes: Labelled, one: Ours, theirs: Theirs | None) -> tuple[str, ...]:
    return (
        source.name,
        one.embedder,
        f"{len(notes.texts):,}",
        str(len(set(notes.labels))),
        "-".join(map(str, (one.themes[0], one.themes[-1])[: len(one.themes)])),
        f"{one.other:.1%}",
        f"{one.scores.ami:.3f} ±{one.spread / 2:.3f}",
        f"{one.scores.ari:.3f}",
        f"{one.scores.v:.3f}",
        f"{one.embed:.1f}",
        f"{one.find:.2f}",
        f"{one.name:.1f}",
        f"{theirs.stage / one.find:.1f}" if theirs else "",
        f"{theirs.total / one.total:.1f}" if theirs else "",
    )


def _their_rows(source: Source, notes: Labelled, theirs: Theirs | None) -> list[tuple[str, ...]]:
    if theirs is None:
        return []
    rows = []
    for by, found in (("BERTopic, its default", theirs.own), ("BERTopic, our vectors", theirs.same)):
        scores, seconds = _scores(notes, found.topics), found.seconds
        outside = sum(topic < 0 for topic in found.topics) / len(found.topics)
        rows.append(
            (
                source.name,
                by,
                f"{len(notes.texts):,}",
                str(len(set(notes.labels))),
                str(len(set(found.topics) - {-1})),
                f"{outside:.1%}",
                f"{scores.ami:.3f}",
                f"{scores.ari:.3f}",
                f"{scores.v:.3f}",
                f"{seconds['embed']:.1f}" if "embed" in seconds else "",
                f"{seconds['reduce'] + seconds['cluster']:.2f}",
                f"{seconds['fit'] - seconds['reduce'] - seconds['cluster']:.1f}",
                "",
                "",
            )
        )
    return rows


def _figures(notes: Labelled, ours: Sequence[Ours], theirs: Theirs | None) -> Figures:
    quick = [one for one in ours if theirs is None or theirs.total >= FASTER * one.total]
    best = max(quick or ours, key=lambda one: one.scores.ami)
    figures: dict[str, float | str | None] = {
        "ami": round(best.scores.ami, 4),
        "ari": round(best.scores.ari, 4),
        "v": round(best.scores.v, 4),
        "bertopic_ami": None,
        "bertopic_ari": None,
        "stage_speedup": None,
        "total_speedup": None,
        "embedder": best.embedder,
    }
    if theirs:
        scores = [_scores(notes, found.topics) for found in (theirs.own, theirs.same)]
        figures["bertopic_ami"] = round(max(one.ami for one in scores), 4)
        figures["bertopic_ari"] = round(max(one.ari for one in scores), 4)
        figures["stage_speedup"] = round(theirs.stage / best.find, 2)
        figures["total_speedup"] = round(theirs.total / best.total, 2)
    return figures
