"""What people type about opportunities."""

from typing import Any

from django import forms

from clew.calc.score import TOPS, WEIGHTS
from clew.discovery.models import Formula, Opportunity
from clew.strategy.forms import NUMBER, OwnedForm
from clew.workspaces.models import Workspace


def _one_to_ten(label: str, meaning: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=f"1 to 10: {meaning}", min_value=1, max_value=10, required=False)


class OpportunityForm(OwnedForm):
    """`objective` ties it in the same act; later ties are made on its page."""

    title = forms.CharField(
        max_length=300, label="The need", help_text="Phrased as the customer’s: get there, do that."
    )
    description = forms.CharField(required=False, label="What we know", widget=forms.Textarea(attrs={"rows": 4}))
    status = forms.ChoiceField(choices=Opportunity.KIND.statuses, label="State")

    field_order = ("title", "description", "status", "owner")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, workspace=workspace, **kwargs)
        self.fields["owner"].required = False


class JudgementForm(forms.Form):
    """The typed half of a score."""

    need = _one_to_ten("Need", "how badly they need it")
    urgency = _one_to_ten("Urgency", "what waiting costs")
    risk = _one_to_ten("Risk", "what it lowers or opens")
    effort = forms.DecimalField(
        label="Effort", help_text="person-weeks", max_digits=7, decimal_places=2, required=False, widget=NUMBER
    )
    confidence = forms.IntegerField(
        label="Confidence", help_text="empty: from the evidence", min_value=0, max_value=100, required=False
    )


class ScoringForm(forms.Form):
    """The formula, its weights and the tops of the counted scales."""

    formula = forms.ChoiceField(choices=Formula.choices, label="Formula")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WEIGHTS:
            self.fields[f"weight_{name}"] = forms.FloatField(
                min_value=0, max_value=100, label=name.capitalize(), widget=NUMBER
            )
        for name in TOPS:
            self.fields[f"top_{name}"] = forms.FloatField(
                min_value=1, max_value=1e12, label=name.capitalize(), widget=NUMBER
            )

    def values(self, prefix: str) -> dict[str, float]:
        """The typed weights (`weight_`) or tops (`top_`) by their plain names."""
        found = self.cleaned_data.items()
        return {name.removeprefix(prefix): value for name, value in found if name.startswith(prefix)}
