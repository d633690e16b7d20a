"""Asking for pages as somebody, and counting what a page asks of the database."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clew.workspaces.models import User

SCRIPT = "<script>alert(1)</script>"
"""What somebody hostile types; escaped, it is words."""
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


ROLES = ("alice", "bob", "carol", "dana", "charlie")
"""Owner, editor, commenter, reader, stranger."""


def by_role(*statuses: int) -> list[tuple[str, int]]:
    """For parametrize: what each of `ROLES` is answered."""
    return list(zip(ROLES, statuses, strict=True))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def html(client: Client, address: str, **data: Any) -> str:
    """The page at `address`, which must open."""
    answer = client.get(address, data)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    """How many statements the page takes, once its session is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)
