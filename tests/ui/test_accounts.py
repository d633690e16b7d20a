"""Allauth's pages in our look: what its scripts need is still there."""

import re

import pytest
from django.template.loader import get_template
from django.test import Client, override_settings
from tests.people import PASSWORD

from clew.ui.templatetags.clew import sentence
from clew.workspaces.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site: Client) -> None:
    """All of these need it."""


@pytest.mark.parametrize(
    "page", ["login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive"]
)
def test_pages_for_strangers_stand_alone_without_inline_code(site: Client, page: str):
    html = site.get(f"/accounts/{page}/").content.decode()
    assert '<body class="bare">' in html
    assert "<style" not in html
    assert 'style="' not in html
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)


def test_signing_in_with_a_passkey_keeps_what_its_script_looks_for(site: Client):
    html = site.get("/accounts/login/").content.decode()
    assert re.search(r'<button [^>]*form="mfa_login" id="passkey_login"', html)
    assert '<input type="hidden" name="credential" id="mfa_credential">' in html
    assert "mfa/js/webauthn.js" in html
    assert 'data-allauth-onload="allauth.webauthn.forms.loginForm" type="application/json"' in html


@pytest.mark.parametrize(
    ("host", "offered"), [("localhost:8000", True), ("127.0.0.1:8000", False), ("[::1]:8000", False)]
)
def test_passkeys_are_offered_only_where_browsers_allow_them(site: Client, host: str, offered: bool):
    html = site.get("/accounts/login/", headers={"Host": host}).content.decode()
    assert ('id="passkey_login"' in html) is offered
    assert ("webauthn.js" in html) is offered


def test_signing_up_takes_a_name(site: Client):
    data = {"name": "  Erin   Eriksen ", "email": "Erin@example.com", "password1": "a rather long one 7"}
    site.post("/accounts/signup/", data)
    assert User.objects.get(email="erin@example.com").name == "Erin Eriksen"


def test_a_refused_sign_up_keeps_the_name_and_says_why_under_the_field(site: Client):
    html = site.post(
        "/accounts/signup/", {"name": "Erin", "email": "erin@example.com", "password1": "short"}
    ).content.decode()
    assert 'value="Erin"' in html
    assert 'id="id_password1-error"' in html
    assert 'aria-invalid="true"' in html


def test_signing_in_with_a_wrong_password_says_so_at_the_top(site: Client, alice: User):
    html = site.post("/accounts/login/", {"login": alice.email, "password": "wrong"}).content.decode()
    assert 'role="alert"' in html


@pytest.mark.parametrize("page", ["email", "password/change", "2fa", "logout"])
def test_a_persons_own_pages_have_their_tabs_and_no_inline_code(site: Client, alice: User, page: str):
    site.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    html = site.get(f"/accounts/{page}/").content.decode()
    assert '<nav class="tabs bare__tabs" aria-label="Your account">' in html
    assert "<style" not in html
    assert 'style="' not in html


def test_without_mail_a_passkey_can_be_added_all_the_same(site: Client, alice: User):
    site.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    asked = site.get("/accounts/2fa/webauthn/add/").headers["Location"]
    html = site.post(asked, {"password": PASSWORD}, follow=True).content.decode()
    assert 'id="mfa_webauthn_add"' in html
    assert 'type="hidden" name="credential"' in html


def test_signing_in_brings_no_notice(site: Client, alice: User):
    site.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert "signed in" not in site.get("/w/northwind/unread/").content.decode()


def test_a_changed_address_waits_in_a_form_that_is_hidden_without_a_style():
    source = get_template("account/email_change.html", using="django").template.source
    assert '<form hidden id="pending-email"' in source
    assert "style=" not in source


def test_where_sign_up_is_closed_the_page_says_how_to_come_in(site: Client):
    with override_settings(SIGN_UP_IS_OPEN=False):
        assert "need an invitation" in site.get("/accounts/signup/").content.decode()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Two-Factor Authentication", "Two-factor authentication"),
        ("  Sign\n In ", "Sign in"),
        ("Use TOTP Code", "Use TOTP code"),
        ("Sign in with a passkey", "Sign in with a passkey"),
        ('<a href="/Some/Path">Sign In</a>', '<a href="/Some/Path">Sign In</a>'),
    ],
)
def test_titles_become_sentences(written: str, read: str):
    assert sentence(written) == read
