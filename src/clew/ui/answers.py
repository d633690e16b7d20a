"""Answers that serve a plain form and an htmx request alike."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

ANNOUNCE = "X-Announce"


def see_other(request: HttpRequest, address: str) -> HttpResponse:
    """Go to another page. htmx follows a redirect in silence and would swap the whole page in: it is told instead."""
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def announce(response: HttpResponse, sentence: str) -> HttpResponse:
    """Have the polite live region say `sentence` when htmx swaps this answer in."""
    response.headers[ANNOUNCE] = quote(sentence)
    return response


def with_query(request: HttpRequest, **changed: object) -> str:
    """The address of this page with some of its query changed; an empty value leaves it. Paging starts anew."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query.pop(name, None)
        if value not in {None, ""}:
            query[name] = str(value)
    return f"?{query.urlencode()}"
