"""Nearest neighbours of made-up notes in themes: exact ones against comparing everything and sorting out the best; nearly
exact ones against exact ones.
"""

import numpy as np

from benchmarks._report import Clock, Report
from clew.calc.arrays import Floats
from clew.calc.neighbours import nearest, nearly_nearest

K = 15
DIMENSIONS = 288  # of the view that themes are found in
SIZES = (5_000, 20_000)
BLOCK = 1_024


def run() -> Report:
    rows, figures = [], {}
    for size in SIZES:
        vectors = _made_up(size)
        with Clock() as ours:
            found = nearest(vectors, K)
        with Clock() as plain:
            wanted = _plain(vectors)
        with Clock() as quick:
            nearly = nearly_nearest(vectors, K)
        recall = float((nearly.cosines >= found.cosines[:, -1:] - 1e-6).mean())
        same = float(np.isclose(found.cosines, wanted, atol=1e-5).mean())
        rows.append(
            (
                f"{size:,}",
                f"{ours.seconds:.2f}",
                f"{plain.seconds:.2f}",
                f"{plain.seconds / ours.seconds:.1f}",
                f"{same:.4f}",
                f"{quick.seconds:.2f}",
                f"{recall:.3f}",
            )
        )
        figures[str(size)] = {
            "cpu_s": round(ours.seconds, 3),
            "plain_cpu_s": round(plain.seconds, 3),
            "same": same,
            "nearly_cpu_s": round(quick.seconds, 3),
            "nearly_recall": round(recall, 4),
        }
    return Report(
        title=f"{K} nearest neighbours, {DIMENSIONS} dimensions (CPU seconds of one thread)",
        columns=("rows", "calc.neighbours", "plain", "times faster", "same cosines", "nearly", "recall"),
        rows=rows,
        figures=figures,
        notes=["plain: blocks of matrix products, argpartition of every row."],
    )


def _made_up(size: int) -> Floats:
    chance = np.random.default_rng(0)
    middles = chance.standard_normal((200, DIMENSIONS), np.float32)
    vectors = middles[chance.integers(0, 200, size)] + 1.5 * chance.standard_normal((size, DIMENSIONS), np.float32)
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _plain(vectors: Floats) -> Floats:
    best = np.empty((len(vectors), K), np.float32)
    for start in range(0, len(vectors), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors.T
        cosines[np.arange(len(cosines)), start + np.arange(len(cosines))] = -np.inf
        places = np.argpartition(cosines, -K, axis=1)[:, -K:]
        best[start : start + BLOCK] = -np.sort(-np.take_along_axis(cosines, places, axis=1), axis=1)
    return best
