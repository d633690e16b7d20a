"""A little site of the frame alone: its pages need neither an area nor a database."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from clew.kit.errors import Conflict
from clew.ui import answers, notices, palette, views

LIST = """
{% extends "ui/base.html" %}{% block title %}List{% endblock %}
{% block styles %}{{ stylesheet("ui/css/screens/inbox.css") }}{% endblock %}
{% block main %}
<header class="bar"><h1>List</h1></header>
<form role="search"><input type="search" aria-label="Search this list" name="q"></form>
<ol class="notes" id="list" role="listbox" aria-label="Rows" data-list>
{% for row in rows %}
<li class="note" id="row-{{ row }}" role="option" data-row aria-selected="false" hx-get="?gone={{ gone }}{{ row }}" hx-trigger="row:preview"
  hx-select="#list" hx-target="#list" hx-swap="outerHTML">{{ row }}</li>
{% endfor %}
</ol>
<div id="out"></div>
{% for name, answer in answers %}
<button class="btn" type="button" id="{{ name }}" data-key="{{ loop.index }}" hx-get="fragment/?answer={{ answer }}" hx-target="#out">{{ name }}</button>
{% endfor %}
<form id="slow" method="post" action="count/">{{ csrf_input }}<textarea aria-label="Words" name="words"></textarea><button class="btn" type="submit">Send</button></form>
{% endblock %}
"""
ANSWERS = (("good", "200"), ("conflict", "409"), ("broken", "500"))
sent: list[str] = []


def scoped(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with a scope and a person that no database knows."""

    def run(request: Any, **kwargs: Any) -> HttpResponse:
        workspace = SimpleNamespace(slug="northwind", name="Northwind", is_demo=False)
        request.scope = SimpleNamespace(workspace=workspace, may=lambda need: need <= 3)
        request.user = SimpleNamespace(label="Bob Berger", initials="BB", shortcuts=True, is_authenticated=True)
        return view(request, **kwargs)

    return run


def rows(request: HttpRequest, slug: str = "") -> HttpResponse:
    gone = request.GET.get("gone", "")
    context = {"rows": [row for row in "abcde" if row not in gone], "gone": gone, "answers": ANSWERS}
    template = engines["jinja2"].from_string(LIST)
    return HttpResponse(template.render(context, request))


def fragment(request: HttpRequest, slug: str) -> HttpResponse:
    answer = request.GET["answer"]
    if answer == "409":
        raise Conflict("Carol changed it meanwhile.")
    if answer == "500":
        return HttpResponse("a long story", status=500)
    notices.add(request, "Archived.", undo="last")
    return answers.announce(HttpResponse("<p>swapped</p>"), "One note archived, 42 “left”.")


def redirect(request: HttpRequest, slug: str) -> HttpResponse:
    notices.add(request, "Saved.")
    return answers.see_other(request, "/w/northwind/")


def count(request: HttpRequest, slug: str) -> HttpResponse:
    sent.append(request.POST.get("words", ""))
    notices.add(request, f"Sent {len(sent)}.")
    return answers.see_other(request, "/w/northwind/")


def undo(request: HttpRequest, slug: str) -> HttpResponse:
    notices.add(request, f"Undid {request.POST.get('event', 'the last')}.")
    return answers.see_other(request, request.POST["next"])


def find(request: Any, slug: str) -> HttpResponse:
    query = request.GET.get("q", "")
    template = "ui/palette_results.html" if request.htmx else "ui/palette.html"
    context = {"sections": palette.search(request.scope, query), "query": query}
    return HttpResponse(engines["jinja2"].get_template(template).render(context, request))


def switcher(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<a class="menu__item" href="/w/northwind/">Northwind</a>')


def unread(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse("|".join(str(message) for message in get_messages(request)))


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


PAGES = {"palette": find, "undo": undo, "count": count, "fragment": fragment, "redirect": redirect, "unread": unread}
urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("favicon.ico", views.favicon),
    path("theme/", views.choose_theme, name="theme"),
    path("components/", scoped(views.components), name="components"),
    path("alone/", rows),
    path("broken/", broken),
    path("switcher/", switcher, name="switcher"),
    path("w/<slug:slug>/", scoped(rows), name="brief"),
    *(path(f"w/<slug:slug>/{name}/", scoped(view), name=name) for name, view in PAGES.items()),
    *(path(f"w/<slug:slug>/{name}/", scoped(rows), name=name) for name in ("inbox", "themes")),
]
handler400 = "clew.ui.errors.bad_request"
handler403 = "clew.ui.errors.permission_denied"
handler404 = "clew.ui.errors.page_not_found"
handler500 = "clew.ui.errors.server_error"
