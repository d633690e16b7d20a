import pytest
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse


def test_every_part_stands_on_the_components_page(site: Client):
    page = site.get("/components/").content.decode()
    for part in (
        "knot--loose",
        "status--bad",
        "obj--none",
        "quote--against",
        "flag--warn",
        "figure__table",
        "share--lbl",
        "sheet pop",
    ):
        assert part in page


def test_the_components_page_is_for_debugging_only():
    with override_settings(ROOT_URLCONF="clew.config.urls"), pytest.raises(NoReverseMatch):
        reverse("components")


def test_the_favicon_is_ours(site: Client):
    assert site.get("/favicon.ico").headers["Location"].endswith("favicon.svg")
