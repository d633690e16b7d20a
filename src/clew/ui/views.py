"""Pages without product nouns."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from clew.ui import samples
from clew.ui.frame import THEMES

YEAR = 60 * 60 * 24 * 365


def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(static("ui/favicon.svg"))


def healthy(request: HttpRequest) -> HttpResponse:
    """For whatever watches the server: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark for the pages to come. With scripts, theme.js sets the same cookie and this is never asked."""
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if is_ours else "/")
    if (theme := request.POST.get("theme", "")) in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    elif theme == "system":
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every part with its states, for those who build screens. Served while debugging only."""
    return render(request, "ui/components.html", samples.context(), using="jinja2")
