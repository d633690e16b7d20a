"""The REST frame: one API from the areas' routers, with tokens, typed errors, cursors and a limit on the pace.

An operation receives `request.scope` (see `workspaces.access`), asks it for the role it needs and for every row, and
lets expected errors pass: they are rendered here, once.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Router, Schema
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle
from pydantic import AfterValidator

from clew.kit.errors import ExpectedError

RATE = "600/m"
LARGEST = 2**31 - 1
PAGE_SIZE = 50


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("A text cannot hold the NUL character.")
    return text


Text = Annotated[str, AfterValidator(_no_nul)]
Number = Annotated[int, Field(ge=1, le=LARGEST)]
Size = Annotated[int, Field(ge=1, le=200)]


class ErrorDetail(Schema):
    code: str
    sentence: str
    field: str = ""


class Error(Schema):
    """What every refused call gets: a code for programs, a sentence for people, the field where there is one."""

    error: ErrorDetail


def answers(good: Any, status: int = 200) -> dict[int, Any]:
    """The responses of an operation: the good one, and every way it can be refused."""
    return {status: good, **dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Error)}


class Pace(AuthRateThrottle):
    """Counted per token, in this process's memory."""

    cache = caches["local"]

    def get_cache_key(self, request: HttpRequest) -> str:
        token = getattr(getattr(request, "scope", None), "actor", None)
        mark = token.token.pk if token is not None and token.token else self.get_ident(request)
        return str(self.cache_format % {"scope": "api", "ident": mark})


class TokenAuth(HttpBearer):
    """`enter` turns a secret into a scope, or raises; it comes from above, where tokens are known."""

    def __init__(self, enter: Callable[[HttpRequest, str], Any]) -> None:
        super().__init__()
        self.enter = enter

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        scope = self.enter(request, token)
        request.scope = scope  # type: ignore[attr-defined]  # what every operation works with
        return scope


def build(*, routers: Sequence[tuple[str, Router]], enter: Callable[[HttpRequest, str], Any]) -> NinjaAPI:
    api = NinjaAPI(
        title="Clew",
        version="1",
        description="Everything a workspace holds, by token. Cursors page; errors say what to mend.",
        urls_namespace="api",
        auth=TokenAuth(enter),
        throttle=[Pace(RATE)],
    )
    for prefix, router in routers:
        api.add_router(prefix, router)
    api.add_exception_handler(ExpectedError, lambda request, error: _expected(api, request, error))
    api.add_exception_handler(ValidationError, lambda request, error: _unreadable(api, request, error))
    api.add_exception_handler(HttpError, lambda request, error: _plain(api, request, error))
    return api


def _expected(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    detail = {"code": error.code, "sentence": error.sentence, "field": error.field}
    return api.create_response(request, {"error": detail}, status=error.status)


def _unreadable(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    """The first thing that does not fit, in words."""
    first = error.errors[0] if error.errors else {"loc": (), "msg": "The call cannot be read"}
    place = [str(part) for part in first["loc"] if part not in {"body", "query", "path", "data", "payload"}]
    detail = {"code": "invalid", "sentence": f"{first['msg']}.".replace("..", "."), "field": ".".join(place)}
    return api.create_response(request, {"error": detail}, status=422)


def _plain(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    codes = {401: "sign_in_needed", 429: "too_many"}
    sentence = "Too many calls. Wait a minute." if isinstance(error, Throttled) else str(error)
    if error.status_code == 401:
        sentence = "Send a token: Authorization: Bearer clew_…"
    detail = {"code": codes.get(error.status_code, "refused"), "sentence": sentence, "field": ""}
    return api.create_response(request, {"error": detail}, status=error.status_code)
