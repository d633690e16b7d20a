"""The two halves that a theme might be, proposed: names, notes, three quotes each. Nothing changes."""

from typing import Any

import numpy as np

from clew.calc.arrays import Floats, Integers
from clew.calc.embed import Embedder
from clew.calc.halves import Halves, halve
from clew.calc.themes import Description, DescriptionOptions, DescriptionProblem, describe_themes
from clew.insights.actions.understanding.near import load_some
from clew.insights.actions.understanding.vectors import Notes, embedder_of
from clew.insights.models import RunStatus, ThemeNote, ThemeSplit

QUOTES, BORDER = 3, 12
SEED = 20
ONE_THING = 0.05
"""Halves less clear than this are hardly two."""
NO_HALVES = "These notes are about one thing: no second half of at least two notes stands out."
HARDLY_TWO = "The halves are close together. Read the quotes before you split."
OUR_FAULT = "Clew stumbled while looking for halves. The theme is as it was; the worker’s log says where it happened."


def propose_halves(*, proposal: ThemeSplit, embedder: Embedder | None = None) -> ThemeSplit:
    """Fill in the proposal. Safe to run twice."""
    if proposal.status in {RunStatus.DONE, RunStatus.FAILED}:
        return proposal
    try:
        _fill(proposal, embedder or embedder_of(proposal.workspace))
    except Exception:
        proposal.status, proposal.message = RunStatus.FAILED, OUR_FAULT
        proposal.save(update_fields=["status", "message"])
        raise
    proposal.save(update_fields=["status", "message", "halves"])
    return proposal


def _fill(proposal: ThemeSplit, embedder: Embedder) -> None:
    inside = ThemeNote.objects.filter(theme=proposal.theme_id).values_list("note_id", flat=True)
    notes = load_some(workspace=proposal.workspace, embedder=embedder, ids=list(inside))
    found = halve(notes.vectors, seed=SEED) if len(notes.ids) > 1 else None
    if found is None:
        proposal.status, proposal.message = RunStatus.FAILED, NO_HALVES
        return
    confidence = np.clip((1 + found.margin) / 2, 0, 1).astype(np.float32)
    described = describe_themes(
        DescriptionProblem(
            notes.texts, notes.vectors, found.labels, confidence, said_at=notes.times, moods=notes.moods
        ),
        options=DescriptionOptions(typical=QUOTES),
        embedder=embedder,
    )
    proposal.halves = [_half(notes, found, half, described[half]) for half in (0, 1)]
    proposal.status = RunStatus.DONE
    proposal.message = HARDLY_TWO if found.clearness < ONE_THING else ""


def _half(notes: Notes, found: Halves, half: int, words: Description) -> dict[str, Any]:
    inside: Integers = np.flatnonzero(found.labels == half)
    margin: Floats = found.margin[inside]
    border = inside[np.argsort(margin, kind="stable")][:BORDER]
    quotes = [passage for passage in words.passages if found.labels[passage.note] == half][:QUOTES]
    return {
        "name": words.name,
        "words": list(words.words),
        "notes": [str(notes.ids[place]) for place in inside],
        "border": [str(notes.ids[place]) for place in border],
        "quotes": [[str(notes.ids[quote.note]), quote.start, quote.end] for quote in quotes],
    }
