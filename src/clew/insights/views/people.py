"""A person: what they said and where, what else they are known by, and correcting who they are."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from clew.insights.actions.customers import edit_person as change
from clew.insights.forms import PersonForm
from clew.insights.models import Person
from clew.insights.queries import accounts_said
from clew.insights.queries.accounts_merging import person_called
from clew.insights.queries.choices import account_by_name
from clew.insights.queries.customers_people import person_by_id
from clew.insights.views.customers import older_page, said_asked, said_words
from clew.kit import clock
from clew.kit.errors import NotFound
from clew.ui.answers import see_other
from clew.ui.responses import done, page
from clew.ui.telling import telling
from clew.workspaces.access import Request, Scope, door
from clew.workspaces.models import Role

FIELDS = ("name", "email", "job")


@require_GET
@door(need=Role.READER)
def person(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    """The address of somebody who was merged leads to who they are now."""
    found = person_by_id(workspace=scope.workspace, pk=pk)
    if found is None:
        moved = person_called(workspace=scope.workspace, pk=pk)
        if moved is None:
            raise NotFound("There is no such person in this workspace.")
        return see_other(request, reverse("insights:person", args=(scope.workspace.slug, moved)))
    after, chosen = request.GET.get("after", ""), said_asked(request, person=found.pk)
    rows, older = accounts_said.notes_said(workspace=scope.workspace, chosen=chosen, after=after)
    return page(
        request,
        "insights/person.html",
        who=found,
        rows=rows,
        stands=accounts_said.stands_of(notes=rows),
        chosen=chosen,
        chosen_words=said_words(chosen, timezone.localdate(clock.now())),
        older=older_page(request, older),
        is_first=not after,
        said=accounts_said.sum_of_person(person=found),
        channels=accounts_said.channels_of_person(person=found),
        aliases=list(found.aliases.exclude(key__startswith="f:").order_by("label")),
    )


@require_http_methods(["GET", "POST"])
@door(need=Role.EDITOR)
def edit_person(request: Request, scope: Scope, pk: UUID) -> HttpResponse:
    found = scope.get(Person.objects.select_related("account"), pk=pk)
    label = found.label
    initial = {name: getattr(found, name) for name in FIELDS}
    form = PersonForm(request.POST or None, initial=initial | {"account": found.account.name if found.account else ""})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            data = form.cleaned_data
            name = data.pop("account")
            account = account_by_name(workspace=scope.workspace, name=name) if name else None
            if name and account is None:
                form.add_error("account", f"There is no account {name}. Add it first, or choose another one.")
            else:
                change(person=found, account=account, by=scope.actor, now=clock.now(), **data)
                address = reverse("insights:person", args=(scope.workspace.slug, found.pk))
                return done(request, address, "Saved.", undo=True)
    status = 422 if form.errors else 200
    return page(request, "insights/person_edit.html", form=form, who=found, label=label, status=status)
