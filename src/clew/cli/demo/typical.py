"""Which notes are typical of their theme: those whose words are said about it and seldom otherwise."""

import re
from collections import Counter
from collections.abc import Sequence

from clew.cli.demo.notes import Note


def most_typical(own: Sequence[Note], notes: Sequence[Note]) -> list[Note]:
    """`own`, the most typical first, among all `notes`. A word counts by how much more often `own` say it."""
    said, said_by_all = _shares(own), _shares(notes)

    def typical(note: Note) -> float:
        words = _words(note)
        return sum(said[word] - said_by_all[word] for word in words) / len(words)

    return sorted(own, key=lambda note: (-typical(note), note.key))


def _shares(notes: Sequence[Note]) -> dict[str, float]:
    """In which share of the notes each word stands."""
    counts = Counter(word for one in notes for word in _words(one))
    return {word: count / len(notes) for word, count in counts.items()}


def _words(note: Note) -> set[str]:
    return set(re.findall(r"\w+", note.passage.text.casefold()))
