"""Several themes that are one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clew.insights.actions.themes.handing_over import centre_again, hand_over
from clew.insights.actions.themes.placing import record_on_theme, refuse_archived
from clew.insights.models import Evidence, Theme, ThemeApart, ThemeNote, ThemeRefusal
from clew.kit.errors import Invalid
from clew.kit.text import plural
from clew.workspaces.actions.events import Actor, Change, edit, removed


@transaction.atomic
def merge_themes(*, into: Theme, others: Sequence[Theme], by: Actor, now: datetime) -> None:
    """Every note and every tie of `others` goes to `into`, and stays there when themes are found again."""
    refuse_archived(into)
    if not others:
        raise Invalid("Choose at least two themes to merge.", field="themes")
    if any(other.pk == into.pk for other in others):
        raise Invalid("A theme cannot be merged into itself.", field="into")
    if any(other.workspace_id != into.workspace_id for other in others):
        raise Invalid("Nothing crosses workspaces.", field="themes")
    changes: list[Change | None] = []
    for other in others:
        refuse_archived(other)
        changes += [*_loosen(into, other), *_ties(into, other)]
        changes += hand_over(ThemeNote.objects.filter(theme=other), to=into)
        changes += [edit(other, archived_at=now, merged_into=into)]
    changes += _hold(into)
    centre_again(into)
    names = " and ".join(f"“{other.name}”" for other in others) if len(others) < 3 else plural(len(others), "theme")
    record_on_theme(into, "merged", f"Merged {names} into “{into.name}”.", *changes, by=by, now=now)


def _hold(into: Theme) -> list[Change | None]:
    """What was there before is held as well: the two may not part again."""
    return hand_over(ThemeNote.objects.filter(theme=into, is_held=False), to=into)


def _ties(into: Theme, other: Theme) -> list[Change | None]:
    """What rested on the other rests on this one; what rested on both, once."""
    known = set(Evidence.objects.filter(theme=into).values_list("item_id", flat=True))
    changes: list[Change | None] = []
    for tie in Evidence.objects.filter(theme=other):
        if tie.item_id in known:
            changes.append(removed(tie))
            tie.delete()
        else:
            changes.append(edit(tie, theme=into))
    return changes


def _loosen(into: Theme, other: Theme) -> list[Change | None]:
    """A split of the two, and notes taken out of the one that are in the other, are overruled."""
    apart = [*ThemeApart.objects.filter(theme=into, other=other), *ThemeApart.objects.filter(theme=other, other=into)]
    inside = ThemeNote.objects.filter(theme__in=(into, other)).values("note_id")
    refused = ThemeRefusal.objects.filter(theme__in=(into, other), note__in=inside)
    changes: list[Change | None] = []
    for row in (*apart, *refused):
        changes.append(removed(row))
        row.delete()
    return changes
