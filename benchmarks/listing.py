"""Ten themes of each real set as a person would read them: name, size, definition, three quotes.

python -m benchmarks.listing [SET …] [--themes=10], or `make bench ONLY=listing`.
"""

import sys
from collections.abc import Sequence

import numpy as np
from rich.console import Console

from benchmarks import _data
from benchmarks._data import Labelled
from benchmarks._report import Report
from clew.calc.embed import default_embedder
from clew.calc.sense import sense
from clew.calc.themes import Description, DescriptionProblem, Problem, describe_areas, describe_themes, find_themes

SETS = {
    "banking77": _data.BANKING77,
    "clinc150": _data.CLINC150,
    "minibar": _data.MINIBAR_REVIEWS,
    "maalej": _data.MAALEJ,
    "surveys": _data.SURVEYS,
    "reviews": _data.REVIEWS,
}
SHOWN = 10
QUOTES = 3
WIDTH = 150


def run() -> Report:
    rows = []
    for source in SETS.values():
        notes = source.load()
        if notes:
            described = _show(source.name, notes, SHOWN)
            words = float(np.mean([len(theme.name.split()) for theme in described]))
            rows.append((source.name, f"{len(notes.texts):,}", str(len(described)), f"{words:.1f}"))
    figures = {row[0]: {"themes": int(row[2]), "words_in_a_name": float(row[3])} for row in rows}
    return Report("Themes as they read", ("set", "notes", "themes", "words in a name"), rows, figures)


def main(arguments: Sequence[str]) -> None:
    most = next((int(word.partition("=")[2]) for word in arguments if word.startswith("--themes=")), SHOWN)
    names = [word for word in arguments if not word.startswith("--")] or list(SETS)
    for name in names:
        notes = SETS[name].load()
        if notes:
            _show(SETS[name].name, notes, most)
        else:
            Console().print(f"{name}: skipped, it is not in ../shared/data")


def _show(title: str, notes: Labelled, most: int) -> Sequence[Description]:
    embedder = default_embedder()
    vectors = embedder.encode(notes.texts)
    found = find_themes(Problem(vectors, embedder.tokens(notes.texts)), seed=1)
    felt = sense(notes.texts, vectors, embedder=f"{embedder.name} {embedder.version}")
    moods = None if felt is None else np.array([mood or 0 for mood in felt.moods()], np.int64)
    problem = DescriptionProblem(notes.texts, vectors, found.labels, found.confidence, moods=moods)
    described = describe_themes(problem, embedder=embedder)
    console = Console(width=WIDTH, highlight=False)
    console.print(f"\n[bold]{title}[/bold]: {len(notes.texts):,} notes, {len(described)} themes", markup=True)
    for area in describe_areas(notes.texts, found.labels, found.parents)[: most // 2]:
        console.print(
            f"  [{area.name}] {'; '.join(described[label].name for label in area.themes[:4])} …", markup=False
        )
    for label in range(min(most, len(described))):
        _theme(console, described[label], int((found.labels == label).sum()), notes.texts)
    return described


def _theme(console: Console, theme: Description, size: int, texts: Sequence[str]) -> None:
    console.print(f"\n  {theme.name} ({size})", style="bold", markup=False)
    console.print(f"    or: {' / '.join(theme.runners_up)}", markup=False)
    console.print(f"    {theme.definition}", markup=False)
    for passage in theme.passages[:QUOTES]:
        quote = " ".join(texts[passage.note][passage.start : passage.end].split())
        console.print(f"      “{quote[: WIDTH - 10]}”", markup=False)


if __name__ == "__main__":
    main(sys.argv[1:])
