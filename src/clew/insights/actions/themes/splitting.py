"""One theme that is two."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clew.insights.actions.themes.handing_over import centre_again, hand_over
from clew.insights.actions.themes.making import checked_name
from clew.insights.actions.themes.placing import record_on_theme, refuse_archived
from clew.insights.models import RunStatus, Theme, ThemeApart, ThemeNote, ThemeSplit
from clew.kit.errors import Conflict, Invalid
from clew.thread.actions.items import next_number
from clew.thread.models import Origin
from clew.workspaces.actions.events import Actor, created, edit


@transaction.atomic
def split_theme(
    *,
    proposal: ThemeSplit,
    first: str,
    second: str,
    by: Actor,
    now: datetime,
    moved: Collection[UUID] = (),
) -> Theme:
    """Do what was proposed: the theme keeps the larger half and what rests on it; the other half becomes a theme.

    `moved`: notes that shall go with the other half than proposed. Returns the new theme. The two stay apart when themes
    are found again.
    """
    proposal = ThemeSplit.objects.select_for_update(of=("self",)).select_related("theme").get(pk=proposal.pk)
    theme = proposal.theme
    refuse_archived(theme)
    if proposal.made_id:
        raise Conflict("This theme was split already. Look at it again, and ask anew where it is still two.")
    if proposal.status != RunStatus.DONE:
        raise Conflict("The halves are still being looked for.")
    going = _going(proposal, moved)
    places = ThemeNote.objects.filter(theme=theme, note__in=going)
    rest = ThemeNote.objects.filter(theme=theme).exclude(note__in=going)
    if not places.exists() or not rest.exists():
        raise Invalid("A half needs at least one note. Move some, or leave the theme as it is.", field="moved")
    new = Theme.objects.create(
        workspace=theme.workspace,
        number=next_number(workspace=theme.workspace, kind="theme"),
        name=checked_name(second),
        words=proposal.halves[1]["words"],
        name_origin=Origin.PERSON,
        created_by=by.user,
        created_at=now,
        updated_at=now,
    )
    old = theme.name
    apart = ThemeApart.objects.create(workspace=theme.workspace, theme=theme, other=new)
    changes = [created(new), created(apart), edit(theme, name=checked_name(first), name_origin=Origin.PERSON)]
    changes += hand_over(places, to=new)
    changes += hand_over(rest, to=theme)
    for half in (theme, new):
        centre_again(half)
    ThemeSplit.objects.filter(pk=proposal.pk).update(made=new)
    record_on_theme(theme, "split", f"Split “{old}” into “{theme.name}” and “{new.name}”.", *changes, by=by, now=now)
    return new


def _going(proposal: ThemeSplit, moved: Collection[UUID]) -> set[UUID]:
    """The notes of the second half, after those a person moved across."""
    one, other = ({UUID(pk) for pk in half["notes"]} for half in proposal.halves)
    across = set(moved)
    if across - one - other:
        raise Invalid("One of the notes is not in this theme any more. Ask for the halves again.", field="moved")
    return (other - across) | (one & across)
