"""What the thread offers everywhere: loose ends in the side bar, updates at its foot, any item in the palette."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse

from clew.thread.models import KINDS, LooseEnd
from clew.thread.queries.items import pages_of, search
from clew.thread.queries.loose_ends import marks
from clew.thread.queries.updates import unseen
from clew.ui import navigation, palette, subjects
from clew.workspaces.models import Workspace


def count_loose_ends(scope: Any) -> int:
    """From the kept list, which a job brings up to date after every change."""
    return LooseEnd.objects.filter(workspace=scope.workspace).count()


def count_updates(scope: Any) -> int:
    return unseen(membership=scope.membership) if scope.membership else 0


def find_items(scope: Any, query: str, limit: int) -> Iterable[palette.Hit]:
    found = search(workspace=scope.workspace, query=query, limit=limit)
    loose = marks(workspace=scope.workspace, subject_ids=[item.pk for item in found])
    for item in found:
        kind = KINDS[item.kind]
        ends = loose.get(item.pk, [])
        yield palette.Hit(
            icon=kind.icon,
            name=item.title,
            meta=f"{item.called}, {item.status_label.lower()}",
            href=item.page(scope.workspace.slug),
            loose=ends[0].label if ends else "",
        )


def item_pages(workspace: Workspace, asked: Collection[subjects.Subject]) -> subjects.Pages:
    found = pages_of(workspace=workspace, ids=[pk for _, pk in asked if pk])
    return {subject: found[subject[1]] for subject in asked if subject[1] in found}


subjects.add(subjects.Source(KINDS, item_pages))
navigation.add(
    navigation.Entry(
        group="Delivery",
        order=90,
        label="Loose ends",
        icon="loose",
        page="thread:loose_ends",
        keys="L",
        count=count_loose_ends,
        is_loose=True,
    ),
    navigation.Entry("You", 10, "Updates", "bell", "thread:updates", keys="U", count=count_updates),
)
palette.add_source(palette.Source("Items", 10, find_items))
palette.add_action(
    palette.Action(
        name="See what happened to what you follow",
        icon="bell",
        need=1,
        href=lambda scope, _: reverse("thread:updates", args=(scope.workspace.slug,)),
        words="updates mentions follow",
    )
)
