"""Asking the process that knows meanings (`clew meaning`). It may be away: then words alone are compared, and that is said.

One line of JSON there, one back, over a socket of this machine. Nothing numeric is imported here.
"""

import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings

from clew.insights.models import EmbedderChoice, UnderstandingSettings
from clew.insights.queries.search.finding import Point
from clew.workspaces.models import Workspace

PATIENCE = 0.25
"""Seconds until a search goes on without meaning."""
WITHIN = 0.03
"""Seconds that finding the nearest sentences may take; what is not looked at then shows its beginning."""
LONGEST = 2_000
"""Characters of a query that count."""


def point_for(*, workspace: Workspace, text: str) -> Point | None:
    """Where `text` is in meaning, by the workspace's embedder; None when nobody answers in time."""
    answer = _ask({"embedder": _embedder(workspace), "text": text[:LONGEST]}) if text.strip() else None
    return Point(answer["mark"], answer["vector"]) if answer and "vector" in answer else None


def nearest_sentences(*, workspace: Workspace, text: str, of: Sequence[Sequence[str]]) -> list[int | None]:
    """For each of the notes `of`, given as sentences, which is nearest to `text`; None where there was no time."""
    if not of:
        return []
    request = {"embedder": _embedder(workspace), "text": text[:LONGEST], "of": list(map(list, of)), "within": WITHIN}
    answer = _ask(request)
    found = answer.get("nearest") if answer else None
    return list(found) if isinstance(found, list) and len(found) == len(of) else [None] * len(of)


def _embedder(workspace: Workspace) -> str:
    found = UnderstandingSettings.objects.filter(workspace=workspace).values_list("in_use", flat=True).first()
    return str(found or EmbedderChoice.MANY_LANGUAGES.value)


def _ask(request: dict[str, Any]) -> dict[str, Any] | None:
    if not settings.MEANING_SOCKET:
        return None
    with suppress(OSError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        line.connect(settings.MEANING_SOCKET)
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer = json.loads(answers.readline())
        return answer if isinstance(answer, dict) else None
    return None
