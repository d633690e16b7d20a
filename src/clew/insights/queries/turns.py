"""The conversation that a note comes from."""

from clew.insights.models import Note, NoteTurn

COUNTED = "Turns"
"""The key in a note's `extra` that an import of conversations leaves: notes without it need not be asked about."""


def turns_of(note: Note) -> list[NoteTurn]:
    """In the order in which they were said; none for a note that is no conversation."""
    return list(NoteTurn.objects.filter(note=note).order_by("place")) if COUNTED in note.extra else []
