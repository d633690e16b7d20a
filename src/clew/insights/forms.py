"""What people type about notes, themes and customers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from clew.insights.actions.notes import LONGEST
from clew.insights.models import ChannelKind, EmbedderChoice, Health, NoteKind, Stance
from clew.insights.queries.choices import theme_by_number
from clew.insights.queries.inbox import Filter, View
from clew.insights.queries.search import Match, Search, Sort
from clew.insights.queries.search.places import BANDS, DAYS, MOODS
from clew.workspaces.models import User, Workspace

IMPORTANCE = ((0, "Not important"), (1, "Nice to have"), (2, "Important"), (3, "Critical"))


class NoteForm(forms.Form):
    text = forms.CharField(label="What the customer said", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    channel = forms.CharField(label="Channel", max_length=80, help_text="A new name makes a new channel.")
    account = forms.CharField(label="Account", max_length=200, required=False)
    person = forms.CharField(label="Who said it", max_length=200, required=False)
    email = forms.EmailField(label="Their e-mail", required=False)
    said_on = forms.DateField(
        label="When", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="Empty for today."
    )

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.today = today

    def clean_said_on(self) -> date | None:
        said: date | None = self.cleaned_data["said_on"]
        if said and said > self.today:
            raise forms.ValidationError("This day is still to come. Check the date.")
        return said

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("person") and not data.get("account") and not data.get("email") and "email" not in self.errors:
            self.add_error("person", "A name alone tells nobody apart. Add their account or their e-mail.")


class NoteTextForm(forms.Form):
    text = forms.CharField(
        label="What the customer said", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10})
    )


class ThemeForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    definition = forms.CharField(
        label="What belongs here", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SplitForm(forms.Form):
    first = forms.CharField(label="This theme", max_length=120)
    second = forms.CharField(label="The new theme", max_length=120)

    def clean(self) -> None:
        first, second = self.cleaned_data.get("first"), self.cleaned_data.get("second")
        if first and first == second:
            self.add_error("second", "Two themes need two names.")


class EvidenceForm(forms.Form):
    stance = forms.ChoiceField(choices=Stance.choices, initial=Stance.FOR, label="It")
    importance = forms.TypedChoiceField(choices=IMPORTANCE, coerce=int, initial=1, label="For the customer")


class PassageForm(forms.Form):
    """A range of a note in code points, where words were marked; both empty for the whole note."""

    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)


class AccountForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    domain = forms.CharField(label="Domain", max_length=200, required=False, help_text="Such as example.com.")
    external_id = forms.CharField(label="Id in your CRM", max_length=120, required=False)
    segment = forms.CharField(label="Segment", max_length=80, required=False)
    plan = forms.CharField(label="Plan", max_length=80, required=False)
    arr = forms.DecimalField(label="ARR", min_value=0, max_digits=14, decimal_places=2, required=False)
    renews_on = forms.DateField(
        label="Renews on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    owner = forms.TypedChoiceField(label="Owner at our side", required=False, empty_value=None)
    health = forms.ChoiceField(label="Health", required=False, choices=[("", "Nobody’s word"), *Health.choices])
    health_reason = forms.CharField(label="Why", max_length=300, required=False)

    def __init__(self, *given: Any, owners: Sequence[User] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        by_id = {str(user.pk): user for user in owners}
        choices = [("", "Nobody"), *((pk, user.label) for pk, user in by_id.items())]
        self.fields["owner"] = forms.TypedChoiceField(
            label="Owner at our side", required=False, choices=choices, coerce=by_id.get, empty_value=None
        )
        if isinstance(found := self.initial.get("owner"), User):
            self.initial["owner"] = str(found.pk)


class PersonForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    job = forms.CharField(label="Job", max_length=120, required=False)
    account = forms.CharField(label="Account", max_length=200, required=False)


class SegmentForm(forms.Form):
    """What stands above a segment's rule; the rule itself is read by `segments_rules.from_form`."""

    name = forms.CharField(label="Name", max_length=80)
    description = forms.CharField(
        label="What it is for", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChannelForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)
    kind = forms.ChoiceField(choices=ChannelKind.choices, label="Kind")


class EmbedderForm(forms.Form):
    embedder = forms.ChoiceField(choices=EmbedderChoice.choices, label="How notes are read")


class FilterForm(forms.Form):
    """The inbox's filter, as the address bar carries it. What it cannot read it leaves out."""

    view = forms.ChoiceField(choices=[(view.value, view.value) for view in View], required=False)
    q = forms.CharField(max_length=300, required=False)
    channel = forms.UUIDField(required=False)
    account = forms.UUIDField(required=False)
    theme = forms.IntegerField(min_value=1, required=False)
    segment = forms.CharField(max_length=80, required=False)
    no_theme = forms.BooleanField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    kind = forms.ChoiceField(choices=NoteKind.choices, required=False)
    mood = forms.ChoiceField(choices=[(mood, mood) for mood in ("-1", "0", "1")], required=False)

    def chosen(self, workspace: Workspace) -> Filter:
        """The filter; a theme is named by its number and looked up within the workspace.

        Where no view is named, an address that narrows means all such notes, and one that does not the ones that wait.
        """
        self.is_valid()
        from_address = self.cleaned_data
        number = from_address.get("theme")
        theme = theme_by_number(workspace=workspace, number=number) if number else None
        found = Filter(
            words=from_address.get("q", "").strip(),
            channel=from_address.get("channel"),
            account=from_address.get("account"),
            theme=theme.pk if theme else None,
            segment=from_address.get("segment", ""),
            no_theme=from_address.get("no_theme", False),
            since=from_address.get("since"),
            until=from_address.get("until"),
            kind=from_address.get("kind", ""),
            mood=from_address.get("mood", ""),
        )
        view = from_address.get("view") or (View.ALL if found.is_narrow else View.TRIAGE)
        return replace(found, view=View(view))


class SearchForm(forms.Form):
    """A search, as the address bar carries it. What it cannot read it leaves out."""

    q = forms.CharField(max_length=300, required=False)
    like = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    match = forms.ChoiceField(choices=[(match.value, match.value) for match in Match], required=False)
    channel = forms.UUIDField(required=False)
    account = forms.UUIDField(required=False)
    segment = forms.CharField(max_length=80, required=False)
    arr = forms.ChoiceField(choices=[(band, band) for band in BANDS], required=False)
    rating = forms.RegexField(r"^(\d{1,4}|none)$", required=False)
    mood = forms.ChoiceField(choices=[(mood, mood) for mood in MOODS], required=False)
    kind = forms.CharField(max_length=10, required=False)
    language = forms.CharField(max_length=8, required=False)
    theme = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    days = forms.TypedChoiceField(
        choices=[(str(days), "") for days in DAYS], coerce=int, empty_value=None, required=False
    )
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    sort = forms.ChoiceField(choices=[(sort.value, sort.value) for sort in Sort], required=False)

    def search(self) -> Search:
        self.is_valid()
        read = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        text = read.pop("q", "").replace("\x00", "").strip()
        return Search(
            text=text,
            match=Match(read.pop("match", "")),
            sort=Sort(read.pop("sort", Sort.RELEVANCE)),
            **read,
        )


class KeepForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)
    is_shared = forms.BooleanField(label="Show it to everybody here", required=False)
