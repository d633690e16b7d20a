"""The API, put together: the areas' routers, and how a token becomes a scope."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Router

from clew.api.frame import build
from clew.config.areas import AREAS
from clew.kit import clock
from clew.workspaces.access import enter_by_token
from clew.workspaces.actions.tokens import note_use
from clew.workspaces.models import Role


def _enter(request: HttpRequest, secret: str) -> Any:
    now = clock.now()
    scope = enter_by_token(secret=secret, need=Role.READER, now=now)
    if scope.actor.token:
        note_use(token=scope.actor.token, now=now)
    return scope


def _routers() -> list[tuple[str, Router]]:
    found = []
    for area in AREAS:
        if find_spec(f"clew.{area}.api"):
            found += import_module(f"clew.{area}.api").ROUTERS
    return found


api: NinjaAPI = build(routers=_routers(), enter=_enter)
