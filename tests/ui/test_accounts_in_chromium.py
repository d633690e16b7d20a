"""Every page of the account, reached as people reach it, in a real browser: light, dark, and on a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from playwright.sync_api import Browser
from tests import glances
from tests.people import NOW, PASSWORD

from clew.workspaces.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FOR_STRANGERS = [
    "login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/done/",
    "password/reset/key/1-bad/", "confirm-email/", "confirm-email/bad/", "inactive/",
]  # fmt: skip
ONES_OWN = [
    "email/", "password/change/", "reauthenticate/", "logout/",
    "2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/totp/activate/",
]  # fmt: skip
WITH_FACTORS = [
    "2fa/", "2fa/webauthn/", "2fa/webauthn/keys/{key}/edit/", "2fa/webauthn/keys/{key}/remove/",
    "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/reauthenticate/",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with glances.chromium() as browser:
        yield browser


@pytest.fixture
def signed_in(alice: User) -> Client:
    """And confirmed just now: pages that guard the account do not ask again."""
    client = Client(headers={"Host": "localhost"})
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def factors(alice: User) -> Authenticator:
    """An authenticator app, recovery codes, and a passkey."""
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    data = {"name": "Alice’s laptop", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(
        user=alice, type=Authenticator.Type.WEBAUTHN, data=data, created_at=NOW, last_used_at=NOW
    )


def look(chromium: Browser, client: Client, page: str, name: str, **data: Any) -> None:
    address = f"/accounts/{page}"
    got = client.post(address, data) if data else client.get(address)
    assert got.status_code == 200, (address, got.status_code, got.headers.get("Location"))
    glances.is_fit(chromium, address, got, f"account-{name}")


@pytest.mark.parametrize("page", FOR_STRANGERS)
def test_for_strangers(chromium: Browser, page: str):
    look(chromium, Client(headers={"Host": "localhost"}), page, page.strip("/").replace("/", "-"))


def test_where_sign_up_is_by_invitation(chromium: Browser, settings: Any):
    settings.SIGN_UP_IS_OPEN = False
    look(chromium, Client(), "signup/", "closed")


@pytest.mark.parametrize("page", ["login/", "signup/", "password/reset/"])
def test_what_is_wrong_with_a_form(chromium: Browser, page: str):
    wrong = {"login": "nobody@example.com", "password": "wrong", "email": "no address", "password1": "short"}
    look(chromium, Client(headers={"Host": "localhost"}), page, f"{page.strip('/').replace('/', '-')}-wrong", **wrong)


@pytest.mark.parametrize("page", ONES_OWN)
def test_ones_own(chromium: Browser, signed_in: Client, page: str):
    look(chromium, signed_in, page, page.strip("/").replace("/", "-"))


@pytest.mark.parametrize("page", WITH_FACTORS)
def test_with_a_second_factor(chromium: Browser, signed_in: Client, factors: Authenticator, page: str):
    look(
        chromium,
        signed_in,
        page.format(key=factors.pk),
        f"{page.strip('/').split('{')[0].replace('/', '-')}-{page[-7:-1]}",
    )


def test_where_a_second_factor_is_asked_for(chromium: Browser, factors: Authenticator, alice: User):
    factors.delete()  # a passkey asks the browser; here the code of the app is asked for
    client = Client(headers={"Host": "localhost"})
    asked = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert asked.headers["Location"] == "/accounts/2fa/authenticate/"
    look(chromium, client, "2fa/authenticate/", "authenticate")
