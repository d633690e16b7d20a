"""The screens of an import in Chromium: light, dark, and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests import glances
from tests.importing import import_notes
from tests.interchange.views.test_uploads import client_of, columns_page, uploaded

from clew.interchange.models import ImportRun
from clew.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TABLE = "text,company\nThe export is slow,Acme\nLogin fails,Acme\n"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with glances.chromium() as browser:
        yield browser


@pytest.fixture
def brought(scope, file):
    fields = {"text": ["text"], "account_name": ["company"]}
    import_notes(scope, file("october.csv", TABLE), fields, now=clock.now())
    return ImportRun.objects.latest("created_at")


def test_columns_that_are_mapped_as_last_time(chromium, alice, brought):
    client = client_of(alice)
    address = columns_page(uploaded(client, TABLE.encode(), name="november.csv"))
    got = client.get(address)
    assert "As last time." in got.content.decode()
    glances.is_fit(chromium, address, got, "import-columns-again")


def test_what_undoing_would_do(chromium, alice, brought):
    address = f"/w/northwind/imports/{brought.pk}/undo/"
    glances.is_fit(chromium, address, client_of(alice).get(address), "import-undo")


def test_work_in_the_background(chromium, alice):
    address = "/w/northwind/settings/background/"
    glances.is_fit(chromium, address, client_of(alice).get(address), "background")
