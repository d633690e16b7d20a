"""Finding people by name or address."""

from uuid import UUID

from django.db.models import Q

from clew.insights.models import Person
from clew.workspaces.models import Workspace


def person_by_id(*, workspace: Workspace, pk: UUID) -> Person | None:
    return Person.objects.filter(workspace=workspace, pk=pk).select_related("account").defer("account__search").first()


def search_people(*, workspace: Workspace, query: str, limit: int) -> list[Person]:
    """People whose name or address holds every word of the query, A to Z."""
    found = Person.objects.filter(workspace=workspace).select_related("account").defer("account__search")
    for word in query.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(found.order_by("name", "email", "id")[:limit])
