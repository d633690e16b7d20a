"""What surrounds every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class RequestFrame:
    """Headers that every page carries, and a clean time zone for the next request of this thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary(response)
        return response


def patch_vary(response: HttpResponse) -> None:
    """One address serves a page and its fragments: a cache must not mix them."""
    vary = {part.strip() for part in response.headers.get("Vary", "").split(",") if part.strip()}
    response.headers["Vary"] = ", ".join(sorted(vary | {"HX-Request"}))
