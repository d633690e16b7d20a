"""Who may see and do what: the one door policy.

Every door (view, API operation, MCP tool, command, job) enters here and gets a `Scope`; every row that a door hands on
comes from `Scope.get`. A stranger gets 404, so that nobody learns what exists; a member without the role gets 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from clew.kit import clock
from clew.kit.errors import ExpectedError, NotAllowed, NotFound
from clew.kit.secrets import hash_secret
from clew.workspaces.actions.events import CLEW, Actor
from clew.workspaces.models import ApiToken, Membership, Role, TokenScope, User, Workspace

M = TypeVar("M", bound=Model)
P = ParamSpec("P")


class SignInNeeded(ExpectedError):
    status = 401
    code = "sign_in_needed"


@dataclass(frozen=True)
class Scope:
    """One person (or Clew itself) inside one workspace, with the rights they have there."""

    workspace: Workspace
    role: Role
    actor: Actor
    membership: Membership | None = None

    @property
    def user(self) -> User:
        if self.actor.user is None:
            raise NotAllowed("Only a signed-in member can do this.")
        return self.actor.user

    def may(self, need: Role) -> bool:
        return self.role >= need

    def require(self, need: Role) -> None:
        if not self.may(need):
            raise NotAllowed(f"This takes the role {need.label.lower()}; yours here is {self.role.label.lower()}.")

    def get(self, source: "type[M] | QuerySet[M]", **lookup: Any) -> M:
        """The one row of this workspace that `lookup` names, or NotFound."""
        rows = source if isinstance(source, QuerySet) else source._default_manager.all()
        try:
            return rows.get(workspace=self.workspace, **lookup)
        except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError):
            raise NotFound(f"There is no such {rows.model._meta.verbose_name} in this workspace.") from None


def enter(*, user: User, slug: str, need: Role = Role.READER) -> Scope:
    """A member's scope in the workspace `slug`."""
    found = Membership.objects.select_related("workspace").filter(user=user, workspace__slug=slug).first()
    if found is None:
        raise NotFound
    scope = Scope(found.workspace, Role(found.role), Actor(user), found)
    scope.require(need)
    return scope


def enter_by_token(*, secret: str, need: Role, now: datetime) -> Scope:
    """The scope of an API token: never more than its scopes allow, nor than its maker may."""
    token = ApiToken.objects.select_related("workspace", "user").filter(secret_hash=hash_secret(secret)).first()
    if token is None or token.revoked_at or token.expires_at <= now or not token.user.is_active:
        raise SignInNeeded("The token is unknown, revoked or expired. Make a new one under Settings, Tokens.")
    membership = Membership.objects.filter(workspace=token.workspace, user=token.user).first()
    if membership is None:
        raise SignInNeeded("The token's maker has left the workspace. Make a new one under Settings, Tokens.")
    role = Role(membership.role) if TokenScope.WRITE in token.scopes else Role.READER
    scope = Scope(token.workspace, role, Actor(token.user, token), membership)
    scope.require(need)
    return scope


def enter_locally(*, slug: str = "", email: str = "") -> Scope:
    """The command line's scope: whoever runs the server's commands acts as a workspace's (first) owner."""
    spaces = Workspace.objects.filter(slug=slug) if slug else Workspace.objects.all()
    workspaces = list(spaces.order_by("created_at")[:2])
    if not workspaces:
        raise NotFound(
            f"There is no workspace “{slug}”."
            if slug
            else "There is no workspace yet. Run `clew serve` and open one, or run `clew demo`."
        )
    if len(workspaces) > 1:
        raise NotFound("There are several workspaces. Name one with --workspace.")
    members = Membership.objects.select_related("user").filter(workspace=workspaces[0])
    members = members.filter(user__email__iexact=email) if email else members.filter(role=Role.OWNER)
    member = members.order_by("joined_at", "id").first()
    if member is None:
        raise NotFound(f"{email or 'No owner'} is not a member of {workspaces[0].name}.")
    return Scope(workspaces[0], Role(member.role), Actor(member.user), member)


def enter_as_job(workspace_id: UUID | str) -> Scope:
    """Clew's own scope, for background work."""
    workspace = Workspace.objects.filter(pk=workspace_id).first()
    if workspace is None:
        raise NotFound("The workspace is gone.")
    return Scope(workspace, Role.OWNER, CLEW)


def scope_of(request: Any, need: Role) -> Scope:
    """An API operation's scope, which its token gave it."""
    scope: Scope = request.scope
    scope.require(need)
    return scope


class Request(HttpRequest):
    """What a view behind `door` may rely on."""

    scope: Scope
    htmx: Any


View = Callable[Concatenate[Any, Scope, P], HttpResponse]


def door(*, need: Role) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A workspace's page: takes `slug` from the address, asks for sign-in, hands the view its `Scope`."""

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def entered(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.htmx:
                    raise SignInNeeded("You were signed out. Sign in again; nothing was changed.")
                return redirect_to_login(request.get_full_path())
            request.scope = enter(user=request.user, slug=slug, need=need)
            timezone.activate(ZoneInfo(request.scope.workspace.timezone))
            _note_visit(request.scope.membership)
            return view(request, request.scope, *args, **kwargs)

        entered.need = need  # type: ignore[attr-defined]  # read by the architecture tests
        return entered

    return wrap


def _note_visit(membership: Membership | None) -> None:
    """Remember the day, once a day: for who was here last, and for the workspace that a person comes back to."""
    today = timezone.localdate(clock.now())
    if membership is not None and membership.last_seen_on != today:
        Membership.objects.filter(pk=membership.pk).update(last_seen_on=today)
