import pytest

from clew.kit.errors import Invalid
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.spaces import create_workspace, edit_workspace
from clew.workspaces.models import Event, Membership, Role


def test_the_maker_of_a_workspace_owns_it(alice, now):
    workspace = create_workspace(name="  Blue   Fleet ", owner=alice, now=now)
    assert (workspace.name, workspace.slug) == ("Blue Fleet", "blue-fleet")
    assert Membership.objects.get(workspace=workspace).role == Role.OWNER
    assert Event.objects.get(workspace=workspace).verb == "workspace.created"


def test_a_taken_address_gets_a_number(alice, now):
    slugs = [create_workspace(name="Blue Fleet", owner=alice, now=now).slug for _ in range(3)]
    assert slugs == ["blue-fleet", "blue-fleet-2", "blue-fleet-3"]


@pytest.mark.parametrize(
    ("name", "slug"), [("Élan & Söhne", "elan-sohne"), ("株式会社", "workspace"), ("API", "api-2")]
)
def test_any_name_gets_a_plain_address(alice, now, name, slug):
    assert create_workspace(name=name, owner=alice, now=now).slug == slug


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"currency": "XXX"}, "currency"), ({"timezone": "Mars/Base"}, "timezone")],
)  # fmt: skip
def test_what_cannot_be_used_is_named(alice, now, values, field):
    with pytest.raises(Invalid) as caught:
        create_workspace(**{"name": "Blue", "owner": alice, "now": now} | values)
    assert caught.value.field == field


def test_an_edit_records_what_changed_and_nothing_when_nothing_did(workspace, alice, now):
    values = {"workspace": workspace, "name": "Northwind", "timezone": "UTC", "by": Actor(alice), "now": now}
    edit_workspace(currency="EUR", **values)
    edit_workspace(currency="EUR", **values)
    (event,) = Event.objects.filter(workspace=workspace, verb="workspace.edited")
    assert event.changes[0]["before"] == {"currency": "USD"}
    assert event.changes[0]["after"] == {"currency": "EUR"}
