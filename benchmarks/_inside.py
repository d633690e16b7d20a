"""What the benchmark of pages asks inside Django: a session, numbers for the addresses, queries of a page."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clew.insights.models import Account, Note, Theme
from clew.thread.models import Item
from clew.workspaces.models import User, Workspace


def facts(*, slug: str, user: str, seconds: str) -> dict[str, str]:
    workspace = Workspace.objects.get(slug=slug)
    ours = {"workspace": workspace}
    theme = Theme.objects.filter(**ours, archived_at=None).alias(size=Count("places")).order_by("-size")[0]
    account = Account.objects.filter(**ours).alias(size=Count("notes")).order_by("-size")[0]
    items = Item.objects.filter(**ours)
    return {
        "slug": slug,
        "seconds": seconds,
        "session": _session(User.objects.get(pk=user)),
        "theme": str(theme.number),
        "account": str(account.pk),
        "note": str(Note.objects.filter(**ours).order_by("-said_at").values_list("number", flat=True)[0]),
        "opportunity": str(items.filter(kind="opportunity").order_by("number")[0].number),
        "feature": str(items.filter(kind="feature").order_by("number")[0].number),
    }


def queries(addresses: Mapping[str, str], session: str) -> dict[str, str]:
    """How many statements each page sends, warm."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["sessionid"] = session
    found = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        found[f"queries_{name}"] = str(len(captured))
    return found


def _session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
