"""The demo's open door: visitors on this machine are the demo workspace's owner, without a password.

Three locks: the server refuses to start with it on anything but loopback (`clew serve`); a request must come from
loopback and name a loopback host (so that a web page elsewhere cannot reach in by its own name); and the person it
signs in must open nothing of anybody else's (`demo_owner`).
"""

import ipaddress
from collections.abc import Callable

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse

from clew.workspaces.queries.members import demo_owner

LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}


class DemoSignIn:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated and request.method == "GET" and _is_local(request) and _is_page(request):
            owner = demo_owner()
            if owner is not None:
                login(request, owner, backend="django.contrib.auth.backends.ModelBackend")
        return self.get_response(request)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_local(request: HttpRequest) -> bool:
    name = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return name in LOOPBACK_NAMES and is_loopback(request.META.get("REMOTE_ADDR", "")) and not forwarded


def _is_page(request: HttpRequest) -> bool:
    return not request.path.startswith(("/static/", "/api/", "/accounts/"))
