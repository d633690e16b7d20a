"""What just happened, said once: a toast on the next page, or with the fragment that an htmx request gets.

    notices.add(request, "Linked to A sick call breaks the afternoon.", undo=event.id)

The same line serves a view that redirects and one that answers with a fragment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

UNDO, REDO = "undo:", "redo:"
LEAVES = ("HX-Redirect", "HX-Location", "HX-Refresh")
"""Answers that load another page, which shows the notice instead."""


@dataclass(frozen=True)
class Notice:
    """`undo`: the event that “Undo” takes back, `redo` the undo that “Redo” takes back; empty where there is none."""

    sentence: str
    undo: str = ""
    is_bad: bool = False
    redo: str = ""


def add(
    request: HttpRequest, sentence: str, *, undo: UUID | str = "", is_bad: bool = False, redo: UUID | str = ""
) -> None:
    level = messages.WARNING if is_bad else messages.SUCCESS
    tags = f"{UNDO}{undo}" if undo else f"{REDO}{redo}" if redo else ""
    messages.add_message(request, level, sentence, extra_tags=tags)


def take(request: HttpRequest) -> list[Notice]:
    """The notices that were not shown yet. Asking for them shows them."""
    if not hasattr(request, "_messages"):
        return []
    return [_notice(message) for message in messages.get_messages(request)]


def _notice(message: Any) -> Notice:
    tags = (message.extra_tags or "").split()
    undo, redo = (next((tag.removeprefix(mark) for tag in tags if tag.startswith(mark)), "") for mark in (UNDO, REDO))
    return Notice(str(message.message), undo, is_bad=message.level >= messages.WARNING, redo=redo)


class Notices:
    """Middleware: an htmx request's fragment carries the notices that its view added."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and _can_carry(response):
            found = take(request)
            if found:
                part = render_to_string("ui/notices.html", {"notices": found}, request, using="jinja2")
                response.content += part.encode()
        return response


def _can_carry(response: HttpResponse) -> bool:
    is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    return is_page and response.status_code < 300 and not any(response.has_header(name) for name in LEAVES)
