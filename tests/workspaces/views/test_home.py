"""The front door: where people land, change workspace, and open one."""

import pytest
from django.test import Client
from tests.pages import ESCAPED, SCRIPT, client_of, html, queries
from tests.people import make_workspace

from clew.kit import clock
from clew.workspaces.models import Membership, Role, User, Workspace

NEW, SWITCHER = "/workspaces/new/", "/workspaces/"


@pytest.fixture
def erin(db):
    """Somebody without a workspace."""
    return User.objects.create_user("erin@example.com", "a rather long one 7", name="Erin")


def join(user: User, name: str) -> Workspace:
    workspace = make_workspace(name)
    Membership.objects.create(workspace=workspace, user=user, role=Role.READER, joined_at=clock.now())
    return workspace


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", SWITCHER, NEW])
def test_somebody_signed_out_is_asked_to_sign_in(address):
    assert Client().get(address).headers["Location"].startswith("/accounts/login/")


def test_somebody_without_a_workspace_opens_one(erin):
    client = client_of(erin)
    assert client.get("/").headers["Location"] == NEW
    answer = client.post(NEW, {"name": "Acme Routes", "currency": "EUR", "timezone": "Europe/Berlin"})
    assert answer.headers["Location"] == "/w/acme-routes/"
    assert Membership.objects.get(user=erin).role == Role.OWNER


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 81}, {"currency": "ABC"}, {"timezone": "Moon"}])
def test_what_is_wrong_is_told_in_the_form(erin, wrong):
    answer = client_of(erin).post(NEW, {"name": "Acme", "currency": "EUR", "timezone": "UTC", **wrong})
    assert (answer.status_code, Workspace.objects.count()) == (422, 0)


def test_people_land_in_the_workspace_they_used_last(world, dana):
    join(dana, "Zebra")
    client = client_of(dana)
    for slug in ("zebra", "northwind"):
        Membership.objects.filter(user=dana).update(last_seen_on=None)
        html(client, f"/w/{slug}/settings/you/")
        assert client.get("/").headers["Location"] == f"/w/{slug}/"


def test_a_visit_is_noted_once_a_day(dana):
    client = client_of(dana)
    html(client, "/w/northwind/settings/you/")
    assert Membership.objects.get(user=dana).last_seen_on is not None


def test_a_strangers_visit_is_noted_nowhere(world, charlie):
    client_of(charlie).get("/w/northwind/settings/you/")
    assert Membership.objects.get(user=charlie).last_seen_on is None


def test_the_switcher_lists_ones_own_workspaces_alone(world, dana):
    join(dana, "Zebra")
    page = html(client_of(dana), SWITCHER)
    assert "Northwind" in page
    assert "Zebra" in page
    assert "Elsewhere" not in page


def test_for_the_menu_it_is_lines_alone(world, dana):
    lines = client_of(dana).get(SWITCHER, headers={"HX-Request": "true"}).content.decode()
    assert '<a class="menu__item" href="/w/northwind/">Northwind</a>' in lines
    assert "<html" not in lines


def test_a_name_is_words_and_no_markup(world, dana):
    Workspace.objects.filter(slug="northwind").update(name=SCRIPT)
    for headers in ({}, {"HX-Request": "true"}):
        page = client_of(dana).get(SWITCHER, headers=headers).content.decode()
        assert ESCAPED in page
        assert SCRIPT not in page


def test_many_workspaces_take_as_many_queries_as_one(world, dana):
    client = client_of(dana)
    once = queries(client, SWITCHER)
    for number in range(8):
        join(dana, f"Space{number}")
    assert queries(client, SWITCHER) == once
