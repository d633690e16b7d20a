"""Two periods or two segments beside each other."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from clew.calc.change import FEW, Verdict
from clew.insights.queries.customers import segments
from clew.insights.queries.theme_changes import Comparison, Side, compare_periods, compare_segments
from clew.kit import clock
from clew.kit.text import plural
from clew.ui.responses import page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

PERIODS = {30: "30 days", 90: "90 days", 365: "12 months"}
WORDS = {
    Verdict.APPEARED: "appeared",
    Verdict.GREW: "grew",
    Verdict.LEVEL: "no clear change",
    Verdict.SHRANK: "shrank",
    Verdict.GONE: "gone quiet",
    Verdict.FEW: "few people say so",
}
BETWEEN = WORDS | {
    Verdict.APPEARED: "only here",
    Verdict.GREW: "more often",
    Verdict.LEVEL: "no clear difference",
    Verdict.SHRANK: "less often",
    Verdict.GONE: "not here",
}
"""Of the second segment against the first."""


@require_GET
@door(need=Role.READER)
def compare(request: Request, scope: Scope) -> HttpResponse:
    asked = request.GET
    days = int(asked["days"]) if asked.get("days", "").isdecimal() else 90
    days = days if days in PERIODS else 90
    names = segments(workspace=scope.workspace)
    first, second = asked.get("first", ""), asked.get("second", "")
    of_segments = asked.get("by") == "segment" and len(names) > 1
    today = timezone.localdate(clock.now())
    if of_segments:
        first = first if first in names else names[0]
        second = second if second in names and second != first else next(name for name in names if name != first)
        found = compare_segments(workspace=scope.workspace, today=today, days=days, names=(first, second))
    else:
        found = compare_periods(workspace=scope.workspace, today=today, days=days)
    return page(
        request,
        "insights/compare_themes.html",
        found=found,
        of_segments=of_segments,
        days=days,
        periods=PERIODS,
        name_pairs=[(name, name) for name in names],
        first=first,
        second=second,
        words=BETWEEN if of_segments else WORDS,
        few=FEW,
        told=_told(found, of_segments=of_segments),
        said=[_address(scope, side) for side in (found.first, found.second)],
    )


def _told(found: Comparison, *, of_segments: bool) -> str:
    """What the table says, in a sentence."""
    more = found.count(Verdict.GREW, Verdict.APPEARED)
    less = found.count(Verdict.SHRANK, Verdict.GONE)
    rest = len(found.pairs) - more - less
    if of_segments:
        return f"{plural(more, 'theme')} more often in {found.second.words}, {less} less often, {rest} not clearly different."
    return f"{plural(more, 'theme')} grew or appeared, {less} shrank or fell silent, {rest} without a clear change."


def _address(scope: Scope, side: Side) -> str:
    """To the notes of one side; a theme's number goes at its end."""
    inbox = reverse("insights:inbox", args=(scope.workspace.slug,))
    return f"{inbox}?{urlencode({'view': 'all', **side.asked})}&theme="
