"""What a person corrected still holds when two thousand real notes come to two thousand others."""

import csv
from datetime import timedelta

import pytest
from tests.people import NOW, make_channel
from tests.things import make_opportunity, tie

from clew.insights.actions.themes import (
    ask_for_split,
    edit_theme,
    merge_themes,
    move_notes,
    pin_theme,
    split_theme,
    take_from_theme,
)
from clew.insights.actions.understanding import propose_halves, understand
from clew.insights.models import Evidence, Note, Theme, ThemeNote
from clew.kit.ids import new_id
from clew.thread.actions.items import next_number
from realdata import data_folder

pytestmark = pytest.mark.data
SIZE = 2_000


@pytest.fixture(scope="module")
def texts():
    with (data_folder("a_banking77_support") / "train.csv").open(encoding="utf-8", newline="") as file:
        rows = [row["text"] for row in csv.DictReader(file)]
    return rows[::4][:SIZE], rows[1::4][:SIZE]


def bring(workspace, texts):
    first = next_number(workspace=workspace, kind="note", count=len(texts))
    channel = make_channel(workspace)
    times = {"created_at": NOW, "updated_at": NOW}
    notes = [
        Note(
            id=new_id(), workspace=workspace, channel=channel, number=first + place, text=text,
            source_key=f"real {first + place}", said_at=NOW - timedelta(minutes=first + place), **times,
        )
        for place, text in enumerate(texts)
    ]  # fmt: skip
    Note.objects.bulk_create(notes)


def inside(theme):
    return set(ThemeNote.objects.filter(theme=theme).values_list("note_id", flat=True))


def test_every_kind_of_correction_outlasts_as_many_notes_again(scope, texts):
    who, workspace = {"by": scope.actor, "now": NOW}, scope.workspace
    bring(workspace, texts[0])
    understand(workspace=workspace, now=NOW)
    renamed, into, merged, pinned, whole, source, target, taken = Theme.objects.order_by("number")[:8]

    edit_theme(theme=renamed, name="Ours", definition="", **who)
    tie(scope, make_opportunity(scope), renamed)
    merge_themes(into=into, others=[merged], **who)
    pin_theme(theme=pinned, pinned=True, **who)
    half = split_theme(
        proposal=propose_halves(proposal=ask_for_split(theme=whole, now=NOW)), first="A", second="B", **who
    )
    moved = list(Note.objects.filter(places__theme=source)[:5])
    move_notes(notes=moved, source=source, target=target, **who)
    out = ThemeNote.objects.filter(theme=taken).first()
    take_from_theme(place=out, **who)
    before = {theme.pk: inside(theme) for theme in (renamed, into, pinned, whole, half)}
    numbers = set(Theme.objects.filter(workspace=workspace, archived_at=None).values_list("number", flat=True))

    bring(workspace, texts[1])
    understand(workspace=workspace, now=NOW, again=True)
    renamed.refresh_from_db()
    assert (renamed.name, renamed.archived_at) == ("Ours", None)
    assert len(inside(renamed) & before[renamed.pk]) >= len(before[renamed.pk]) / 2
    assert Evidence.objects.get().theme == renamed
    for held in (into, pinned, whole, half):
        assert inside(held) >= before[held.pk], held.name
        assert len(inside(held)) > len(before[held.pk]), f"new notes joined {held.name}"
    assert not inside(whole) & inside(half)
    assert inside(merged) == set()
    for note in moved:
        assert set(ThemeNote.objects.filter(note=note).values_list("theme", flat=True)) == {target.pk}
    assert out.note_id not in inside(taken)
    kept = set(Theme.objects.filter(workspace=workspace, archived_at=None).values_list("number", flat=True))
    assert len(kept & numbers) > len(numbers) * 0.8  # the others stay themselves, too
