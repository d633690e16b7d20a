"""Where a person comes in: their workspace, a new one, or the invitation that brought them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clew.kit import clock
from clew.ui.responses import done, page
from clew.workspaces.actions.members import accept, open_invitation
from clew.workspaces.actions.spaces import create_workspace
from clew.workspaces.forms import WorkspaceForm
from clew.workspaces.models import User
from clew.workspaces.queries.members import memberships

PENDING = "invitation"
"""Where the session keeps the secret of an invitation while its guest signs up."""


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The workspace used last; for somebody without one, the page that opens one."""
    user = _user(request)
    if PENDING in request.session:
        return redirect("root:invitation", request.session[PENDING])
    first = memberships(user=user).first()
    if first is None:
        return redirect("root:new_workspace")
    return redirect("sharing:brief", first.workspace.slug)


@require_GET
@login_required
def switcher(request: HttpRequest) -> HttpResponse:
    """Every workspace of the person, to change to."""
    return page(request, "workspaces/switcher.html", memberships=memberships(user=_user(request)))


@require_http_methods(["GET", "POST"])
@login_required
def new_workspace(request: HttpRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST or None, initial={"currency": "USD", "timezone": "UTC"})
    if request.method == "POST" and form.is_valid():
        workspace = create_workspace(owner=_user(request), now=clock.now(), **form.cleaned_data)
        return done(request, reverse("sharing:brief", args=(workspace.slug,)))
    known = memberships(user=_user(request))
    return page(request, "workspaces/new.html", form=form, memberships=known, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """An invited person sees who asks them where, signs in or up, and joins."""
    found = open_invitation(secret=secret, now=clock.now())
    if not request.user.is_authenticated:
        request.session[PENDING] = secret
        return page(request, "workspaces/invitation.html", invitation=found, secret=secret)
    if request.method == "GET":
        return page(request, "workspaces/invitation.html", invitation=found, secret=secret)
    membership = accept(secret=secret, user=_user(request), now=clock.now())
    request.session.pop(PENDING, None)
    return done(
        request,
        reverse("sharing:brief", args=(membership.workspace.slug,)),
        f"Welcome to {membership.workspace.name}.",
    )


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("a door without sign-in")
    return request.user
