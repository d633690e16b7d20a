"""Failures, rendered once: a notice for a fragment, a page otherwise. The last resort needs no database."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines

from clew.kit.errors import ExpectedError, NotFound
from clew.ui import frame

TITLES = {
    401: "Sign in again",
    403: "Not yours to change",
    404: "Nothing here",
    409: "Changed meanwhile",
    413: "Too large",
    422: "That cannot be used",
}
STALE_FORM = (
    "The page was open for too long, or in two windows, and its form no longer counts. "
    "Go back, reload the page and send it again; nothing was changed."
)


class ExpectedErrors:
    """Middleware: the small classes of `kit.errors` as pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ExpectedError):
            return error_response(request, exception)
        return None


def error_response(request: HttpRequest, error: ExpectedError) -> HttpResponse:
    return _show(request, error.status, TITLES.get(error.status, "That did not work"), error.sentence)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: an address that leads nowhere. Strangers see the same for what is not theirs."""
    return error_response(request, NotFound())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _show(request, 403, TITLES[403], "Your role here does not allow this.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _crash(request, 413, TITLES[413], str(exception))
    return _crash(request, 400, "That cannot be read", "The request was damaged on its way. Nothing was changed.")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    return _show(request, 403, "Send it once more", STALE_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: Clew's own fault. Asks neither the database nor the session, for they may be the reason."""
    return _crash(
        request, 500, "Something broke on our side", "The error is in the server’s log. Nothing else was changed."
    )


def _show(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    is_fragment = bool(getattr(request, "htmx", False))
    template = "ui/error_notice.html" if is_fragment else "ui/error.html"
    context = {"status": status, "title": title, "sentence": sentence}
    response = render(request, template, context, status=status, using="jinja2")
    if is_fragment:
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "beforeend"
    return response


def _crash(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    context = {"status": status, "title": title, "sentence": sentence, "theme": frame.theme(request)}
    return HttpResponse(engines["jinja2"].get_template("ui/crash.html").render(context), status=status)
