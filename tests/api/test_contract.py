"""The API keeps to its own description, whatever is thrown at it (schemathesis)."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.test_operations import Api
from tests.people import scope_of
from tests.things import make_key_result, make_objective, make_opportunity, make_theme, say, tie

from clew.api.frame import Pace

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
EXAMPLES = 12


@pytest.fixture(autouse=True)
def one_connection():
    """The application runs in the test's own transaction: it must not close the connection after each call."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def test_every_operation_answers_as_described(schema, workspace, bob, monkeypatch):
    """One test for all: a new operation is covered without being listed."""
    monkeypatch.setattr(Pace, "allow_request", lambda self, request: True)
    scope = scope_of(bob)
    tie(scope, make_opportunity(scope, advances=[make_key_result(scope, make_objective(scope))]), say(scope, "Hi 🙂"))
    make_theme(scope)
    secret = Api(workspace, bob).secret
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 25
    for operation in operations:
        _check(operation, secret)


def _check(operation, secret):
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def run(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)

    run()
