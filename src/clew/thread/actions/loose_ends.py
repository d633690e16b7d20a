"""Keeping the list of loose ends true."""

from datetime import datetime

from django.db import transaction

from clew.thread.models import LooseEnd
from clew.thread.queries.loose_ends import found_now
from clew.workspaces.models import Workspace


@transaction.atomic
def refresh_loose_ends(*, workspace: Workspace, now: datetime) -> int:
    """Look again: new ones appear, tied ones go, the others keep the day they were found. Returns how many there are."""
    seen = {
        (rule.key, found.subject_id): LooseEnd(
            workspace=workspace,
            rule=rule.key,
            subject_kind=rule.subject_kind,
            subject_id=found.subject_id,
            number=found.number,
            ref=found.ref,
            title=found.title,
            sentence=found.sentence,
            found_at=now,
        )
        for rule, found in found_now(workspace=workspace)
    }
    kept = {(row.rule, row.subject_id): row for row in LooseEnd.objects.filter(workspace=workspace)}
    gone = [row.pk for key, row in kept.items() if key not in seen]
    LooseEnd.objects.filter(pk__in=gone).delete()
    LooseEnd.objects.bulk_create([row for key, row in seen.items() if key not in kept], ignore_conflicts=True)
    changed = [_with_words(kept[key], row) for key, row in seen.items() if key in kept and _differs(kept[key], row)]
    LooseEnd.objects.bulk_update(changed, ["ref", "title", "sentence"])
    return len(seen)


def _differs(old: LooseEnd, new: LooseEnd) -> bool:
    return (old.ref, old.title, old.sentence) != (new.ref, new.title, new.sentence)


def _with_words(old: LooseEnd, new: LooseEnd) -> LooseEnd:
    old.ref, old.title, old.sentence = new.ref, new.title, new.sentence
    return old
