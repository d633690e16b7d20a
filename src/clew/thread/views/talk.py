"""Comments, updates, loose ends."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.kit import clock
from clew.kit.errors import NotAllowed
from clew.kit.paging import page as page_of
from clew.thread.actions.comments import add_comment, edit_comment, remove_comment
from clew.thread.actions.follows import mark_seen
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.forms import CommentForm
from clew.thread.models import KINDS, Comment, Item
from clew.thread.queries.loose_ends import RULES, counted, first_of_each, listed
from clew.thread.queries.updates import updates as updates_of
from clew.ui.responses import done, page
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

FIRST_ENDS = 12
ENDS = 100


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
    """The missing pieces, looked for at this moment: the oldest of each rule, or every one of the rule that is named."""
    now = clock.now()
    refresh_loose_ends(workspace=scope.workspace, now=now)
    counts = {key: count for key, count in counted(workspace=scope.workspace).items() if key in RULES}
    only, after = RULES.get(request.GET.get("rule", "")), ""
    if only:
        ends = listed(workspace=scope.workspace).filter(rule=only.key)
        by, cursor = ("found_at", "number", "id"), request.GET.get("after", "")
        found = page_of(ends, by=by, size=ENDS, after=cursor, newest_first=False)
        groups, after = {only.key: found.rows}, found.after
    else:
        groups = first_of_each(workspace=scope.workspace, limit=FIRST_ENDS)
    return page(
        request,
        "thread/loose_ends.html",
        rules=[(rule, groups[key], counts.get(key, 0)) for key, rule in RULES.items() if groups.get(key)],
        kinds=[(rule, counts[key]) for key, rule in RULES.items() if counts.get(key)],
        total=sum(counts.values()),
        only=only,
        after=after,
        kinds_of={rule.subject_kind: _plural(rule.subject_kind) for rule in RULES.values()},
        now=timezone.localtime(now),
    )


def _plural(kind: str) -> str:
    """Themes have loose ends, too, and are no items."""
    return KINDS[kind].plural if kind in KINDS else f"{kind.capitalize()}s"
