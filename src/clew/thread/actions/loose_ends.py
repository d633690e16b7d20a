"""Keeping the list of loose ends true."""

from datetime import datetime

from django.db import transaction

from clew.thread.models import LooseEnd
from clew.thread.queries.loose_ends import Found, Rule, found_now
from clew.workspaces.models import Workspace


@transaction.atomic
def refresh_loose_ends(*, workspace: Workspace, now: datetime) -> int:
    """Look again: new ones appear, tied ones go, the others keep the day they were found. Returns how many there are."""
    seen = {(rule.key, found.subject_id): (rule, found) for rule, found in found_now(workspace=workspace)}
    kept = {
        (rule, subject): (pk, words)
        for pk, rule, subject, *words in LooseEnd.objects.filter(workspace=workspace).values_list(
            "pk", "rule", "subject_id", "ref", "title", "sentence"
        )
    }
    LooseEnd.objects.filter(pk__in=[pk for key, (pk, _) in kept.items() if key not in seen]).delete()
    fresh = [_row(workspace, rule, found, now) for key, (rule, found) in seen.items() if key not in kept]
    LooseEnd.objects.bulk_create(fresh, ignore_conflicts=True)
    changed = [
        LooseEnd(pk=kept[key][0], ref=found.ref, title=found.title, sentence=found.sentence)
        for key, (_, found) in seen.items()
        if key in kept and kept[key][1] != [found.ref, found.title, found.sentence]
    ]
    LooseEnd.objects.bulk_update(changed, ["ref", "title", "sentence"])
    return len(seen)


def _row(workspace: Workspace, rule: Rule, found: Found, now: datetime) -> LooseEnd:
    return LooseEnd(
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
