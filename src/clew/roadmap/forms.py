"""What people type about features."""

from django import forms

from clew.roadmap.models import Feature, Horizon
from clew.strategy.forms import NUMBER, OwnedForm


class FeatureForm(OwnedForm):
    title = forms.CharField(max_length=300, label="Feature")
    description = forms.CharField(required=False, label="Why this, why now", widget=forms.Textarea(attrs={"rows": 4}))
    horizon = forms.ChoiceField(choices=Horizon.choices, initial=Horizon.LATER, label="When")
    status = forms.ChoiceField(choices=Feature.KIND.statuses, initial="open", label="State")
    team = forms.CharField(max_length=60, required=False, label="Team")
    effort = forms.DecimalField(
        max_digits=7, decimal_places=2, required=False, label="Effort", help_text="person-weeks", widget=NUMBER
    )

    field_order = ("title", "description", "horizon", "status", "team", "effort", "owner")
