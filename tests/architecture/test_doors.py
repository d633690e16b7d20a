"""Every address of a workspace, walked without being listed: a new route is covered the moment it exists.

Charlie, a stranger, gets 404 from each of them with every key of Alice's workspace. Dana, a reader, changes nothing by any.
Everybody signed out is asked to sign in.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.people import NOW, World, make_account
from tests.things import (
    make_feature,
    make_key_result,
    make_objective,
    make_opportunity,
    make_person,
    make_theme,
    say,
    tie,
)

from clew.config.areas import AREAS
from clew.insights.actions.evidence import Passage
from clew.insights.actions.search import save_search
from clew.insights.actions.segments import create_segment
from clew.insights.models import Account, Likeness
from clew.insights.queries.search import Search
from clew.insights.queries.segments_rules import is_value
from clew.interchange.models import ImportRun
from clew.strategy.actions.objectives import add_reading
from clew.thread.actions.comments import add_comment
from clew.thread.models import Link
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.members import invite
from clew.workspaces.actions.tokens import create_token
from clew.workspaces.models import Event, Membership, Role

OWN_AFFAIRS = {
    "workspaces_user",  # one's own name and shortcuts
    "workspaces_membership",  # what one has seen
    "workspaces_apitoken",  # one's own token, which may only read
    "workspaces_event",  # that a token was made
    "thread_follow",
}
DERIVED = {
    "thread_looseend",
    "insights_reach",
    "insights_themereach",
    "insights_rollup",
    "insights_accountcounts",
    "insights_customerscounted",
    "insights_segmentmember",
    "thread_counter",
}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    parameters: tuple[str, ...]


def routes() -> list[Route]:
    """Every route below /w/<slug>/."""
    found = []
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern).startswith("w/"):
            found += list(_walk(resolver, "", ""))
    return found


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _walk(part, prefix + str(part.pattern), part.namespace or namespace)
        elif isinstance(part, URLPattern):
            names = tuple(part.pattern.converters)
            yield Route(f"{namespace}:{part.name}", prefix + str(part.pattern), names)


@dataclass(frozen=True)
class Keys:
    """What a route's parameters may hold: everything there is in the workspace."""

    uuids: list[UUID]
    numbers: list[int]
    texts: list[str]

    def addresses(self, route: Route, slug: str) -> list[str]:
        """The route's addresses with every fitting key."""
        choices: list[list[Any]] = [self._choices(route, name) for name in route.parameters]
        found = []
        for values in product(*choices):
            path = route.pattern
            for name, value in zip(route.parameters, values, strict=True):
                start, end = path.index("<"), path.index(">")
                assert name in path[start : end + 1]
                path = f"{path[:start]}{value}{path[end + 1 :]}"
            found.append(f"/w/{slug}/{path}")
        return found

    def _choices(self, route: Route, name: str) -> list[Any]:
        kind = route.pattern[: route.pattern.index(f"{name}>")].rsplit("<", 1)[1].rstrip(":")
        return {"uuid": self.uuids, "int": self.numbers}.get(kind, self.texts)


@pytest.fixture
def keys(world: World, scope: Any) -> Keys:
    """One of everything in Northwind."""
    objective = make_objective(scope)
    key_result = make_key_result(scope, objective)
    opportunity = make_opportunity(scope, advances=[key_result], need=5, effort=3)
    feature = make_feature(scope, serves=[opportunity])
    account = make_account(scope.workspace, "Calder", arr=71_000)
    note = say(scope, "Two guys called in sick", account=account, person=make_person(scope, "Dana W", account))
    theme = make_theme(scope, notes=[note])
    evidence = [tie(scope, opportunity, source) for source in (theme, Passage(note, 0, 8))]
    reading = add_reading(key_result=key_result, value=key_result.target, taken_on=NOW.date(), by=scope.actor, now=NOW)
    comment = add_comment(item=opportunity, text="Hm", by=Actor(world.alice), now=NOW)  # only its author may open it
    invitation, _ = invite(
        workspace=scope.workspace, email="x@example.com", role=Role.READER, hats=[], by=world.alice, now=NOW
    )
    token, _ = create_token(
        workspace=scope.workspace, user=world.alice, name="t", scopes=["read"], days=3, by=Actor(world.alice), now=NOW
    )
    run = ImportRun.objects.create(
        workspace=scope.workspace,
        record="notes",
        file_name="x.csv",
        file_size=1,
        created_by=world.alice,
        created_at=NOW,
    )
    rows = [objective, key_result, opportunity, feature, account, evidence[0], reading, comment, invitation, token, run]
    rows += [
        save_search(
            workspace=scope.workspace, name="s", search=Search(), is_shared=True, by=Actor(world.alice), now=NOW
        )
    ]
    rows += [Link.objects.first(), note.places.first(), note.channel, period_of(objective)]
    rows += [note.person, *make_customers(scope, account)]
    rows += [Membership.objects.get(user=world.bob), Event.objects.exclude(changes=[]).first()]
    texts = ["mission", "opportunity", "objective", opportunity.ref, "notes"]
    return Keys([row.pk for row in rows], [1], texts)


def make_customers(scope: Any, account: Account) -> list[Any]:
    """A segment, and a doubt whether two accounts are one."""
    segment = create_segment(
        workspace=scope.workspace, name="All that pay", rule=is_value("Paying"), by=scope.actor, now=NOW
    )
    twin = make_account(scope.workspace, "Calder Ltd")
    doubt = Likeness.objects.create(
        workspace=scope.workspace, kind="account", first=account.pk, second=twin.pk, reason="Alike", found_at=NOW
    )
    return [segment, doubt]


def period_of(objective: Any) -> Any:
    return objective.period


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def contents(*, without: set[str]) -> dict[str, str]:
    """A hash of every table of the areas."""
    tables = {model._meta.db_table for area in AREAS for model in apps.get_app_config(area).get_models()} - without
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"select coalesce(string_agg(t::text, '|' order by t::text), '') from {table} t")
            found[table] = hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()
    return found


def test_there_are_routes_to_walk():
    assert len(routes()) >= 80


def test_a_stranger_gets_404_from_every_route(world, keys):
    charlie, before = client_of(world.charlie), contents(without=DERIVED)
    leaks = []
    for route in routes():
        for address in keys.addresses(route, "northwind"):
            leaks += [
                f"{method} {address}: {answer.status_code}"
                for method, answer in (("GET", charlie.get(address)), ("POST", charlie.post(address)))
                if answer.status_code not in {404, 405}
            ]
    assert leaks == []
    assert contents(without=DERIVED) == before


def test_a_strangers_own_workspace_does_not_open_others_rows(world, keys):
    """The same keys below the stranger's own slug: nothing of Northwind answers to them."""
    charlie, before = client_of(world.charlie), contents(without=DERIVED | OWN_AFFAIRS)
    leaks = []
    for route in (route for route in routes() if "uuid" in route.pattern):
        for address in keys.addresses(route, "elsewhere"):
            answers = (charlie.get(address), charlie.post(address))
            leaks += [f"{address}: {answer.status_code}" for answer in answers if answer.status_code not in {404, 405}]
    assert leaks == []
    assert contents(without=DERIVED | OWN_AFFAIRS) == before


def test_a_reader_changes_nothing_by_any_route(world, keys):
    dana, before = client_of(world.dana), contents(without=DERIVED | OWN_AFFAIRS)
    for route in routes():
        if route.name == "workspaces:leave":
            continue
        for address in keys.addresses(route, "northwind"):
            for method in (dana.get, dana.post):
                assert method(address).status_code < 500, address
    assert contents(without=DERIVED | OWN_AFFAIRS) == before


def test_somebody_signed_out_is_asked_to_sign_in(world, keys):
    for route in routes():
        for address in keys.addresses(route, "northwind"):
            answer = Client().get(address)
            assert answer.status_code in {302, 405}, address
            assert answer.status_code == 405 or answer["Location"].startswith("/accounts/login/"), address


def test_every_route_opens_for_somebody(world, keys):
    """Else the tests above would pass for a door that is nailed shut."""
    alice, shut = client_of(world.alice), []
    for route in routes():
        answers = [alice.get(address).status_code for address in keys.addresses(route, "northwind")]
        if not {200, 302, 303, 405} & set(answers):
            shut.append(f"{route.name}: {sorted(set(answers))}")
    assert shut == []


def test_every_view_says_what_it_needs():
    silent = []
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern).startswith("w/"):
            silent += [name for name, view in _views(resolver) if not isinstance(getattr(view, "need", None), Role)]
    assert silent == []


def _views(resolver: URLResolver) -> Iterator[tuple[str, Any]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _views(part)
        else:
            yield str(part.name), part.callback
