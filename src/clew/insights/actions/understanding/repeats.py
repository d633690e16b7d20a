"""Notes that say again what an earlier note said: they stay, and count as the one they repeat."""

from django.db import transaction

from clew.calc.duplicates import Problem, find_duplicates
from clew.insights.actions.understanding.vectors import Notes
from clew.insights.models import Note


@transaction.atomic
def mark_repeats(notes: Notes) -> int:
    """Write down what each note repeats, where that changed. Returns how many notes repeat another."""
    found = find_duplicates(Problem(notes.texts, notes.vectors, notes.times, notes.persons, notes.accounts))
    wanted = [notes.ids[place] if place >= 0 else None for place in found.originals.tolist()]
    changed = [
        Note(pk=pk, duplicate_of_id=new)
        for pk, old, new in zip(notes.ids, notes.originals, wanted, strict=True)
        if old != new
    ]
    Note.objects.bulk_update(changed, ["duplicate_of"], batch_size=1000)
    notes.originals[:] = wanted
    return sum(1 for original in wanted if original)
