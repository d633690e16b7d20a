"""What people type about workspaces. Forms make the message kind; actions decide."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from clew.kit.text import SYMBOLS
from clew.workspaces.models import HATS, Role, TokenScope

CURRENCIES = [(code, f"{code} ({symbol.strip()})") for code, symbol in SYMBOLS.items()]
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


class HatsField(forms.MultipleChoiceField):
    """What somebody does here: none, one or several."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        choices = [(hat, hat.capitalize()) for hat in HATS]
        super().__init__(**{"choices": choices, "required": False, "label": "Hats", **options})


class WorkspaceForm(forms.Form):
    name = forms.CharField(max_length=80, label="Name")
    currency = forms.ChoiceField(choices=CURRENCIES, initial="USD", label="Currency")
    timezone = forms.ChoiceField(choices=[("UTC", "UTC"), *((zone, zone) for zone in ZONES)], label="Time zone")


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=120, required=False, label="Your name")
    hats = HatsField()
    shortcuts = forms.BooleanField(
        required=False,
        label="Single-key shortcuts",
        help_text="J and K move, ? lists the rest. Ctrl K works either way.",
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(label="E-mail")
    role = forms.TypedChoiceField(choices=Role.choices, coerce=int, initial=Role.EDITOR, label="Role")
    hats = HatsField()


class MemberForm(forms.Form):
    role = forms.TypedChoiceField(choices=Role.choices, coerce=int, label="Role")
    hats = HatsField()


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80, label="What will use it")
    scopes = forms.ChoiceField(choices=TokenScope.choices, initial=TokenScope.READ, label="It may")
    days = forms.TypedChoiceField(
        choices=[("30", "30 days"), ("90", "90 days"), ("365", "a year")], coerce=int, initial="90", label="For"
    )
