"""What people type about strategy."""

from typing import Any

from django import forms

from clew.strategy.models import KeyResultKind
from clew.strategy.queries.objectives import periods
from clew.workspaces.models import User, Workspace
from clew.workspaces.queries.members import members

DATE = forms.DateInput(attrs={"type": "date"})
NUMBER = forms.TextInput(attrs={"inputmode": "decimal"})


class StatementForm(forms.Form):
    text = forms.CharField(max_length=600, label="In one or two sentences", widget=forms.Textarea(attrs={"rows": 2}))
    short = forms.CharField(
        max_length=60, required=False, label="Short form", help_text="What threads show: Right door, on time."
    )


class OwnedForm(forms.Form):
    """A form with an owner among the workspace's members."""

    owner = forms.ChoiceField(required=False, label="Owner")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {str(row.user_id): row.user for row in members(workspace=workspace)}
        choices = [("", "Nobody yet"), *((pk, user.label) for pk, user in self._members.items())]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean_owner(self) -> User | None:
        return self._members.get(self.cleaned_data["owner"])


class ObjectiveForm(OwnedForm):
    title = forms.CharField(max_length=300, label="Objective")
    description = forms.CharField(required=False, label="Why it matters", widget=forms.Textarea(attrs={"rows": 3}))
    period = forms.ChoiceField(label="Period")

    field_order = ("title", "description", "period", "owner")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, workspace=workspace, **kwargs)
        self._periods = {str(period.pk): period for period in periods(workspace=workspace)}
        found = [(pk, period.name) for pk, period in self._periods.items()]
        self.fields["period"].choices = found  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean_period(self) -> Any:
        return self._periods[self.cleaned_data["period"]]


class KeyResultForm(OwnedForm):
    title = forms.CharField(max_length=300, label="Key result")
    description = forms.CharField(required=False, label="Why this number", widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.ChoiceField(choices=KeyResultKind.choices, label="Kind", initial=KeyResultKind.INCREASE)
    unit = forms.CharField(max_length=24, required=False, label="Unit", help_text="%, $, days, per 100 jobs")
    baseline = forms.DecimalField(max_digits=18, decimal_places=4, label="From", widget=NUMBER)
    target = forms.DecimalField(max_digits=18, decimal_places=4, label="To", widget=NUMBER)
    due_on = forms.DateField(label="By", widget=DATE)

    field_order = ("title", "description", "measure", "unit", "baseline", "target", "due_on", "owner")


class ReadingForm(forms.Form):
    value = forms.DecimalField(max_digits=18, decimal_places=4, label="Value", widget=NUMBER)
    taken_on = forms.DateField(label="On", widget=DATE)
    comment = forms.CharField(max_length=300, required=False, label="Comment")


class PeriodForm(forms.Form):
    name = forms.CharField(max_length=60, label="Name")
    starts_on = forms.DateField(label="Starts", widget=DATE)
    ends_on = forms.DateField(label="Ends", widget=DATE)


class FirstObjectiveForm(forms.Form):
    """Onboarding: one objective and how we will know, in one go."""

    title = forms.CharField(max_length=300, label="Objective")
    key_result = forms.CharField(max_length=300, label="Key result")
    baseline = forms.DecimalField(max_digits=18, decimal_places=4, label="From", widget=NUMBER)
    target = forms.DecimalField(max_digits=18, decimal_places=4, label="To", widget=NUMBER)
    due_on = forms.DateField(label="By", widget=DATE)
