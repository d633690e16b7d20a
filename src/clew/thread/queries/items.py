"""Items as such, whatever their kind."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from clew.kit.rows import rows
from clew.kit.text import normalise
from clew.thread.models import Comment, Follow, Item, Link
from clew.thread.queries.walk import COLUMNS, Bead
from clew.workspaces.models import User, Workspace

SAME_KIND = "i.workspace_id = %(workspace)s and i.kind = %(kind)s and i.archived_at is null"


def living(*, workspace: Workspace, kind: str = "") -> "QuerySet[Item]":
    """Items that are not archived, without the search column."""
    found = Item.objects.filter(workspace=workspace, archived_at=None).defer("search")
    return found.filter(kind=kind) if kind else found


def search(*, workspace: Workspace, query: str, limit: int, kinds: Sequence[str] = ()) -> list[Item]:
    """Items whose title or reference holds words that begin as the query's do; an exact reference comes first."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in normalise(query)).split() if word]
    found = living(workspace=workspace)
    if kinds:
        found = found.filter(kind__in=kinds)
    exact = list(found.filter(ref__iexact=query.strip())[:1])
    if not words:
        return exact
    terms = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    others = found.filter(search=terms).order_by("-updated_at").exclude(pk__in=[item.pk for item in exact])
    return [*exact, *others[: limit - len(exact)]]


def pages_of(*, workspace: Workspace, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The address of each item's page, archived ones included."""
    found = Item.objects.filter(workspace=workspace, pk__in=list(ids)).only("kind", "number")
    return {item.pk: item.page(workspace.slug) for item in found}


def links_of(*, item: Item) -> tuple[list[Link], list[Link]]:
    """What the item points at, and what points at it; archived ends are left out."""
    up = Link.objects.filter(source=item, target__archived_at=None).select_related("target").defer("target__search")
    down = Link.objects.filter(target=item, source__archived_at=None).select_related("source").defer("source__search")
    return list(up.order_by("created_at")), list(down.order_by("created_at"))


def tied_to(*, item: Item) -> set[UUID]:
    """The items at the other end of its ties, either way."""
    ends = Link.objects.filter(Q(source=item) | Q(target=item)).values_list("source_id", "target_id")
    return {pk for pair in ends for pk in pair} - {item.pk}


def neighbours(*, item: Item) -> tuple[Bead | None, Bead | None]:
    """The living items of its kind with the next lower and the next higher number."""
    sql = f"""
        (select {COLUMNS} from thread_item i where {SAME_KIND} and i.number < %(number)s order by i.number desc limit 1)
        union all
        (select {COLUMNS} from thread_item i where {SAME_KIND} and i.number > %(number)s order by i.number limit 1)"""
    parameters = {"workspace": item.workspace_id, "kind": item.kind, "number": item.number}
    found = rows(sql, parameters, Bead)
    before = next((bead for bead in found if bead.number < item.number), None)
    return before, next((bead for bead in found if bead.number > item.number), None)


def comments_on(*, item: Item) -> list[Comment]:
    return list(Comment.objects.filter(item=item).select_related("author").order_by("created_at"))


def follows(*, item_id: UUID, user: User) -> bool:
    return Follow.objects.filter(item_id=item_id, user=user).exists()
