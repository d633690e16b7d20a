"""Comments, updates, loose ends."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.kit import clock
from clew.kit.errors import NotAllowed
from clew.thread.actions.comments import add_comment, edit_comment, remove_comment
from clew.thread.actions.follows import mark_seen
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.forms import CommentForm
from clew.thread.models import KINDS, Comment, Item
from clew.thread.queries.loose_ends import RULES, listed
from clew.thread.queries.updates import updates as updates_of
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role


@require_POST
@door(need=Role.COMMENTER)
def comment(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    item = scope.get(Item, pk=pk)
    said = add_comment(item=item, text=request.POST.get("text", ""), by=scope.actor, now=clock.now())
    return done(request, f"{item.page(scope.workspace.slug)}#comment-{said.pk}", "Commented.", undo=True)


@require_http_methods(["GET", "POST"])
@door(need=Role.COMMENTER)
def change_comment(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(Comment.objects.select_related("item", "workspace"), pk=pk, removed_at=None)
    if found.author_id != scope.user.pk:
        raise NotAllowed("Only its author may change a comment.")
    form = CommentForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        edit_comment(comment=found, text=form.cleaned_data["text"], by=scope.actor, now=clock.now())
        return done(request, f"{found.item.page(scope.workspace.slug)}#comment-{found.pk}", "Saved.", undo=True)
    status = 422 if form.errors else 200
    return page(request, "thread/comment.html", comment=found, form=form, status=status)


@require_POST
@door(need=Role.COMMENTER)
def drop_comment(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(Comment.objects.select_related("item", "workspace"), pk=pk, removed_at=None)
    remove_comment(comment=found, by=scope.actor, now=clock.now())
    return done(request, found.item.page(scope.workspace.slug), "Removed.", undo=True)


@require_GET
@door(need=Role.READER)
def updates(request: Request, scope: Scope) -> HttpResponse:
    """What happened to what the member follows. Opening it marks it as read."""
    membership = scope.membership
    if membership is None:
        raise TypeError("a member's page without a member")
    found = updates_of(membership=membership)
    seen = membership.updates_seen_at or membership.joined_at
    mark_seen(membership=membership, now=clock.now())
    return page(request, "thread/updates.html", updates=found, seen=seen, kinds=KINDS)


@require_GET
@door(need=Role.READER)
def loose_ends(request: Request, scope: Scope) -> HttpResponse:
    """Every missing piece, looked for at this moment, grouped by what is missing."""
    now = clock.now()
    refresh_loose_ends(workspace=scope.workspace, now=now)
    found = list(listed(workspace=scope.workspace))
    groups = [(rule, [end for end in found if end.rule == rule.key]) for rule in RULES.values()]
    return page(
        request,
        "thread/loose_ends.html",
        rules=[(rule, ends) for rule, ends in groups if ends],
        total=len(found),
        kinds_of={rule.subject_kind: _plural(rule.subject_kind) for rule, _ in groups},
        now=timezone.localtime(now),
    )


def _plural(kind: str) -> str:
    """Themes have loose ends, too, and are no items."""
    return KINDS[kind].plural if kind in KINDS else f"{kind.capitalize()}s"
