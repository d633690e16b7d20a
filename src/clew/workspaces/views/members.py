"""Members, invitations and API tokens."""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clew.kit import clock
from clew.kit.errors import Invalid
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.actions.members import OPEN_FOR, edit_member, invite, remove_member, withdraw
from clew.workspaces.actions.tokens import create_token, revoke_token
from clew.workspaces.forms import InvitationForm, MemberForm, TokenForm
from clew.workspaces.models import HATS, ApiToken, Invitation, Membership, Role
from clew.workspaces.queries import members as queries

log = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def members(request: Request, scope: Scope) -> HttpResponse:
    """Who is here; an owner invites from here."""
    form, invited = InvitationForm(request.POST or None, initial={"role": Role.EDITOR}), None
    if request.method == "POST":
        scope.require(Role.OWNER)
        if form.is_valid():
            with telling(form):
                invited = _invite(request, scope, form)
                form = InvitationForm(initial={"role": Role.EDITOR})
    found = queries.open_invitations(workspace=scope.workspace, now=clock.now())
    return page(
        request,
        "workspaces/members.html",
        form=form,
        invited=invited,
        members=queries.members(workspace=scope.workspace),
        invitations=found if scope.may(Role.OWNER) else [],
        roles=Role.choices,
        hats=HATS,
        status=422 if form.errors else 200,
    )


@require_POST
@door(need=Role.OWNER)
def change_member(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    membership = scope.get(Membership.objects.select_related("user", "workspace"), pk=pk)
    form = MemberForm(request.POST)
    if not form.is_valid():
        raise Invalid("Choose a role and hats from the list; nothing was changed.")
    role, hats = Role(form.cleaned_data["role"]), form.cleaned_data["hats"]
    edit_member(membership=membership, role=role, hats=hats, by=scope.actor, now=clock.now())
    return done(request, _members(scope), "Saved.", undo=True)


@require_POST
@door(need=Role.READER)
def leave(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """An owner removes anybody; everybody may leave."""
    membership = scope.get(Membership.objects.select_related("user", "workspace"), pk=pk)
    is_self = membership.user_id == scope.user.pk
    if not is_self:
        scope.require(Role.OWNER)
    name = membership.user.label
    remove_member(membership=membership, by=scope.actor, now=clock.now())
    if is_self:
        return done(request, reverse("root:home"), f"You left {scope.workspace.name}.")
    return done(request, _members(scope), f"{name} is no longer a member.", undo=True)


@require_POST
@door(need=Role.OWNER)
def withdraw_invitation(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    invitation = scope.get(Invitation, pk=pk)
    withdraw(invitation=invitation, by=scope.actor, now=clock.now())
    return done(request, _members(scope), f"The invitation of {invitation.email} no longer opens the door.")


@require_http_methods(["GET", "POST"])
@door(need=Role.READER)
def tokens(request: Request, scope: Scope) -> HttpResponse:
    """API tokens. A member sees and revokes their own, an owner everybody's."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        _, secret = create_token(
            workspace=scope.workspace,
            user=scope.user,
            name=data["name"],
            scopes=[data["scopes"]],
            days=data["days"],
            by=scope.actor,
            now=clock.now(),
        )
        form = TokenForm()
    found = queries.tokens(workspace=scope.workspace)
    if not scope.may(Role.OWNER):
        found = found.filter(user=scope.user)
    status = 422 if form.errors else 200
    return page(
        request, "workspaces/tokens.html", form=form, secret=secret, tokens=found, now=clock.now(), status=status
    )


@require_POST
@door(need=Role.READER)
def revoke(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    token = scope.get(ApiToken, pk=pk)
    if token.user_id != scope.user.pk:
        scope.require(Role.OWNER)
    revoke_token(token=token, by=scope.actor, now=clock.now())
    return done(
        request, reverse("workspaces:tokens", args=(scope.workspace.slug,)), f"“{token.name}” opens nothing now."
    )


@dataclass(frozen=True)
class Invited:
    """What an owner is told once: the link to pass on, and whether a mail carries it already."""

    email: str
    link: str
    is_mailed: bool


def _invite(request: Request, scope: Scope, form: InvitationForm) -> Invited:
    data = form.cleaned_data
    invitation, secret = invite(
        workspace=scope.workspace,
        email=data["email"],
        role=Role(data["role"]),
        hats=data["hats"],
        by=scope.user,
        now=clock.now(),
    )
    link = request.build_absolute_uri(reverse("root:invitation", args=(secret,)))
    return Invited(invitation.email, link, settings.HAS_MAIL and _mail(scope, invitation.email, link))


def _mail(scope: Scope, email: str, link: str) -> bool:
    """Whether the mail went out: where it did not, the link can still be passed on by hand."""
    subject = f"{scope.user.label} invites you to {scope.workspace.name} on Clew"
    text = f"{subject}.\n\nOpen this link within {OPEN_FOR.days} days to join:\n\n{link}\n"
    try:
        send_mail(" ".join(subject.split()), text, None, [email])
    except OSError:
        log.exception("The invitation could not be mailed")
        return False
    return True


def _members(scope: Scope) -> str:
    return reverse("workspaces:members", args=(scope.workspace.slug,))
