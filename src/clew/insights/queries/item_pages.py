"""What every item's page shows, whatever its kind: thread, voices, ties, talk, missing pieces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import IntegerField, OuterRef, Subquery
from django.utils import timezone

from clew.insights.models import Evidence, ThemeReach
from clew.insights.queries import voices
from clew.insights.queries.strips import Strip, item_strip
from clew.insights.queries.voices import Voice
from clew.kit.rows import rows
from clew.thread.models import Comment, Item, Link, Relation
from clew.thread.queries.items import comments_on, follows, links_of, neighbours
from clew.thread.queries.loose_ends import Found, Rule, of_subject
from clew.thread.queries.walk import COLUMNS, DOWN, UPWARD_VALUES, Bead, above
from clew.workspaces.models import User, Workspace

SHOWN = 4
LONGEST_LEAD = 240
MARKED = re.compile(r"[*_`#>\[\]|]|^[-+\d]")


@dataclass(frozen=True)
class Serving(Bead):
    """Something that serves the item, with what its kept roll-up counts."""

    owner: str | None
    notes: int
    accounts: int
    arr: Decimal
    work: int


@dataclass(frozen=True)
class ItemPage:
    """`voices` are tied to the item itself; `heard` are further words from the themes behind it and what serves it.

    `lead` is the first paragraph of its description, to stand under the title, where it can; `rest` the others.
    """

    strip: Strip
    lead: str
    rest: str
    above: list[Bead]
    served: list[Serving]
    voices: list[Voice]
    heard: list[Voice]
    themes: list[Evidence]
    up: list[Link]
    down: list[Link]
    comments: list[Comment]
    is_followed: bool
    loose: list[tuple[Rule, Found]]
    before: Bead | None
    after: Bead | None

    def served_by(self, kind: str) -> list[Serving]:
        """What of that kind serves it, the most revenue first."""
        found = [bead for bead in self.served if bead.kind == kind]
        return sorted(found, key=lambda bead: (-bead.arr, bead.number))

    def serves(self, kind: str) -> list[Bead]:
        return [bead for bead in self.above if bead.kind == kind]


def item_page(*, workspace: Workspace, item: Item, user: User, now: datetime) -> ItemPage:
    """A fixed number of statements, whatever hangs on the item."""
    served, up, (links, tied_below) = serving(item_id=item.pk), above(item_id=item.pk), links_of(item=item)
    addressed = [link.target_id for link in links if link.relation == Relation.ADDRESSES]
    family = [item.pk, *(bead.id for bead in served), *addressed]
    said = voices.direct(item_id=item.pk)
    before, after = neighbours(item=item)
    lead, rest = prose(item.description)
    return ItemPage(
        strip=item_strip(workspace=workspace, item=item, today=timezone.localdate(now), up=up, down=served),
        lead=lead,
        rest=rest,
        above=up,
        served=served,
        voices=said,
        heard=voices.heard(item_id=item.pk, family=family, limit=max(SHOWN - len(said), 0)),
        themes=themes_of(item=item, family=family),
        up=links,
        down=tied_below,
        comments=comments_on(item=item),
        is_followed=follows(item_id=item.pk, user=user),
        loose=of_subject(workspace=workspace, subject_id=item.pk, kind=item.kind),
        before=before,
        after=after,
    )


def serving(*, item_id: UUID, limit: int = 500) -> list[Serving]:
    """Everything that serves the item, nearest the mission first, with its kept counts; at most `limit`."""
    sql = f"""{DOWN} select {COLUMNS}, coalesce(nullif(u.name, ''), split_part(u.email, '@', 1)) as owner,
          coalesce(r.notes, 0) as notes, coalesce(r.accounts, 0) as accounts, coalesce(r.arr, 0) as arr,
          coalesce(r.work, 0) as work
        from down join thread_item i using (id) left join insights_reach r on r.item_id = i.id
        left join workspaces_user u on u.id = i.owner_id
        where i.archived_at is null and i.id <> %(item)s order by i.kind, i.number limit %(limit)s"""
    found = rows(sql, {"item": item_id, "relations": UPWARD_VALUES, "limit": limit}, Serving)
    return sorted(found, key=lambda bead: (bead.step, bead.number))


def themes_behind(*, item: Item) -> list[Evidence]:
    """The themes that are evidence for or against the item, or anything that its counts count."""
    links, _ = links_of(item=item)
    addressed = [link.target_id for link in links if link.relation == Relation.ADDRESSES]
    return themes_of(item=item, family=[item.pk, *(bead.id for bead in serving(item_id=item.pk)), *addressed])


def themes_of(*, item: Item, family: Sequence[UUID]) -> list[Evidence]:
    """One evidence per theme, the item's own before that of its family, with the kept count of the theme's `notes`."""
    counted = ThemeReach.objects.filter(theme=OuterRef("theme"), days=0).values("notes")
    found = Evidence.objects.filter(item__in=list(family), theme__archived_at=None).exclude(theme=None)
    found = found.select_related("theme").defer("theme__search", "theme__centroid")
    found = found.annotate(notes=Subquery(counted, output_field=IntegerField()))
    by_theme: dict[UUID | None, Evidence] = {}
    for evidence in found.order_by("-stance", "-importance", "created_at"):
        if evidence.theme_id not in by_theme or evidence.item_id == item.pk:
            by_theme[evidence.theme_id] = evidence
    return list(by_theme.values())


def prose(description: str) -> tuple[str, str]:
    """A short and plain first paragraph, and what follows it; a long or marked one stays with the rest."""
    first, _, rest = description.strip().partition("\n\n")
    if len(first) > LONGEST_LEAD or MARKED.search(first):
        return "", description.strip()
    return " ".join(first.split()), rest.strip()
