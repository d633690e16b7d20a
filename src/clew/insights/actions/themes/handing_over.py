"""Many placings at once, from theme to theme; with the changes that an undo needs."""

from django.db.models import QuerySet

from clew.insights.models import Theme, ThemeNote
from clew.kit.rows import execute
from clew.workspaces.actions.events import Change, removed

BATCH = 2000
LABEL = ThemeNote._meta.label


def hand_over(places: "QuerySet[ThemeNote]", *, to: Theme) -> list[Change | None]:
    """Into `to`, held there. A note that is in `to` already is in it once."""
    found = list(places.select_for_update(of=("self",)).order_by("pk"))
    there = {place.note_id: place for place in ThemeNote.objects.filter(theme=to)}
    twice = [place for place in found if place.theme_id != to.pk and place.note_id in there]
    moved = [place for place in found if place.theme_id == to.pk or place.note_id not in there]
    changes: list[Change | None] = [removed(place) for place in twice]
    ThemeNote.objects.filter(pk__in=[place.pk for place in twice]).delete()
    for place in moved:
        before = {"theme_id": str(place.theme_id), "is_held": place.is_held}
        place.theme, place.is_held = to, True
        changes.append(
            Change(model=LABEL, id=str(place.pk), before=before, after={"theme_id": str(to.pk), "is_held": True})
        )
    ThemeNote.objects.bulk_update(moved, ["theme", "is_held"], batch_size=BATCH)
    return changes


def centre_again(theme: Theme) -> None:
    """The theme's place in meaning is the middle of its notes. Derived: no change to undo, the next finding sets it."""
    execute(
        """
        update insights_theme t set centroid = l2_normalize(m.middle)
        from (select avg(v.vector) as middle from insights_themenote p join insights_notevector v on v.note_id = p.note_id
              where p.theme_id = %(theme)s) m
        where t.id = %(theme)s and m.middle is not null""",
        {"theme": theme.pk},
    )
