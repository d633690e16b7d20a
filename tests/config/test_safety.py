"""What every answer promises a browser, and how often somebody may try a password."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.test import Client

PRINTED = """
import json, os
from clew.config import settings
names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/w/northwind/", "/nowhere/"])
def test_no_page_runs_scripts_or_styles_of_its_own(workspace, alice, path):
    client = Client()
    if path.startswith("/w/"):
        client.force_login(alice)
    policy = client.get(path).headers["Content-Security-Policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert set(rules) & {"script-src-attr", "script-src-elem", "style-src-elem", "object-src"} == set()


def test_answers_say_not_to_guess_types_and_not_to_tell_others_where_one_was(workspace):
    headers = Client().get("/accounts/login/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_under_https_cookies_travel_only_there(tmp_path):
    environment = {**os.environ, "CLEW_DATA": str(tmp_path), "CLEW_URL": "https://clew.example.com"}
    done = subprocess.run(
        [sys.executable, "-c", PRINTED], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SESSION_COOKIE_HTTPONLY"] is True
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_guessing_a_password_is_stopped_after_five_tries(workspace, alice):
    client = Client()
    answers = [
        client.post("/accounts/login/", {"login": alice.email, "password": f"guess {number}"}) for number in range(7)
    ]
    last = re.sub(r"<[^>]+>", " ", answers[-1].content.decode())
    assert answers[-1].status_code == 429 or "Too many" in last
    assert "Too many" not in answers[0].content.decode()
