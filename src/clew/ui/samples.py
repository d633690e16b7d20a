"""What the page of components shows: made-up threads, numbers and forms, in every state."""

from datetime import date, timedelta
from typing import Any

from django import forms

from clew.ui.figures.chart import Reading, Target
from clew.ui.figures.meters import Part
from clew.ui.figures.thread import Knot

REVENUE = (71, 97, 46, 52, 38, 24, 41, 18, 30)
FEW = (12, 22, 16, 18)
WEEKLY = (14.2, 14.6, 14.1, 14.4, 13.9, 14.0, 12.5, 12.1, 11.9, 12.0, 11.6, 11.2, 10.8, 10.5, 10.2, 9.9, 10.0, 10.1)
START = date(2026, 7, 5)


class SampleForm(forms.Form):
    target = forms.CharField(initial="8.0")
    due = forms.CharField(label="Target date", help_text="The last day that counts.")
    owner = forms.CharField(initial="Ana Reyes", disabled=True, required=False)
    period = forms.ChoiceField(choices=(("h2", "Second half of 2026"), ("h1", "First half of 2027")))
    why = forms.CharField(label="Why this, why now", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    hats = forms.MultipleChoiceField(
        choices=(("pm", "Product manager"), ("research", "Research"), ("design", "Design")),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="What you do here.",
    )
    watched = forms.BooleanField(label="Tell me when it changes", required=False)

    def clean_due(self) -> str:
        raise forms.ValidationError("November has 30 days. Try 30 Nov 2026.")


def context() -> dict[str, Any]:
    form = SampleForm({"target": "8.0", "due": "31 Nov 2026", "period": "h2", "hats": ["pm"]})
    return {
        "whole": _whole(),
        "no_why": _no_why(),
        "no_voice": _no_voice(),
        "no_work": _no_work(),
        "nothing_yet": _nothing_yet(),
        "revenue": REVENUE,
        "few": FEW,
        "form": form,
        "parts": _parts(),
        "readings": [Reading(START + timedelta(weeks=week), value) for week, value in enumerate(WEEKLY)],
        "goal": Target(8.0, date(2026, 12, 31), Reading(START, 14.2)),
        "weekly": WEEKLY[:5:-1],
    }


def _whole() -> list[Knot]:
    return [
        Knot("why", "Objective O1", "Make the day plan hold", href="/"),
        Knot("why", "Key result 1.2", "Same-day reschedules", href="/"),
        Knot("why", "Opportunity", "Recover the day", href="/"),
        Knot("here", "Feature F-128", "Crew swap in two taps", strands=2),
        Knot("voice", "In their words", "86 notes", href="/", strands=5),
        Knot("voice", "$1.24M ARR", "44 accounts", href="/"),
    ]


def _no_why() -> list[Knot]:
    return [
        Knot("why", "Objective", "None linked", href="/", loose=True, cut=True),
        Knot("here", "Feature F-203", "Custom job colours", strands=2),
        Knot("voice", "In their words", "19 notes", href="/", strands=3),
        Knot("voice", "$96k ARR", "17 accounts", href="/"),
    ]


def _no_voice() -> list[Knot]:
    return [
        Knot("why", "Objective O2", "Win the crew’s phone", href="/"),
        Knot("why", "Key result 2.1", "Technicians active weekly", href="/"),
        Knot("here", "Feature F-187", "Voice notes", cut=True),
        Knot("voice", "In their words", "No note says this", loose=True),
    ]


def _no_work() -> list[Knot]:
    return [
        Knot("why", "Mission", "Right door, on time", href="/"),
        Knot("here", "Objective O4", "Onboard without a specialist", cut=True),
        Knot("why", "Work", "Nothing in Now or Next", loose=True, cut=True),
        Knot("voice", "In their words", "24 notes", href="/", strands=3),
        Knot("voice", "$212k ARR", "18 accounts", href="/"),
    ]


def _nothing_yet() -> list[Knot]:
    later = ("Key result", "Opportunity", "Work")
    return [
        Knot("why", "Mission", "Right door, on time", "set just now", cut=True),
        Knot("why", "Objective", "Tie this next", todo=True, cut=True),
        *(Knot("why", kind, "None yet", todo=True, cut=True) for kind in later),
        Knot("why", "Customers’ words", "None yet", todo=True),
    ]


def _parts() -> list[Part]:
    return [
        Part("O1", 38, "why"),
        Part("O2", 21, "why-line"),
        Part("O3", 14, "why-mid"),
        Part("Upkeep", 11, "quiet"),
        Part("Unaligned", 16, "loose"),
    ]
