"""What views answer with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clew.ui import notices
from clew.ui.answers import see_other
from clew.ui.frame import NAMES

LAST = "last"
"""Stands for the member's last change where a notice offers to undo it."""


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Raises ValueError for a name that the frame has already: its own would win, in silence."""
    if taken := NAMES & context.keys():
        raise ValueError(f"{template} is given {', '.join(sorted(taken))}, which the frame has already.")
    return render(request, template, context, status=status)


def done(request: HttpRequest, to: str, said: str = "", *, undo: bool = False) -> HttpResponse:
    """After a change: go to `to`, and say there what was done, with a way back."""
    if said:
        notices.add(request, said, undo=LAST if undo else "")
    return see_other(request, to)
