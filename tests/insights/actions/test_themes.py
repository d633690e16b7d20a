"""Correcting themes by hand: what moves along, what is refused, and the way back."""

import pytest
from tests.people import NOW
from tests.things import make_opportunity, make_theme, say, tie

from clew.insights.actions.themes import (
    archive_theme,
    ask_for_split,
    find_again,
    merge_themes,
    move_notes,
    pin_theme,
    split_theme,
    stop_finding,
    take_from_theme,
)
from clew.insights.models import Evidence, Grouping, RunStatus, Theme, ThemeApart, ThemeNote, ThemeRefusal, ThemeSplit
from clew.insights.queries.groupings import is_stale, standing
from clew.kit.errors import Conflict, Invalid
from clew.workspaces.actions.undo import undo
from clew.workspaces.models import Event


@pytest.fixture
def one(scope):
    return make_theme(scope, "One", [say(scope, f"One {n}") for n in range(4)])


@pytest.fixture
def two(scope):
    return make_theme(scope, "Two", [say(scope, f"Two {n}") for n in range(3)])


@pytest.fixture
def by(scope):
    return {"by": scope.actor, "now": NOW}


def notes_of(theme):
    return sorted(ThemeNote.objects.filter(theme=theme).values_list("note__text", flat=True))


def last(verb):
    return Event.objects.filter(verb=verb).latest("id")


class TestMerging:
    def test_notes_and_ties_go_along_and_count_once(self, scope, one, two, by):
        shared = one.places.first().note
        ThemeNote.objects.create(workspace=scope.workspace, theme=two, note=shared)
        both, only = make_opportunity(scope, "Both"), make_opportunity(scope, "Only two")
        for item, theme in ((both, one), (both, two), (only, two)):
            tie(scope, item, theme)
        merge_themes(into=one, others=[two], **by)
        two.refresh_from_db()
        assert len(notes_of(one)) == 7
        assert notes_of(two) == []
        assert (two.merged_into, bool(two.archived_at)) == (one, True)
        assert sorted(Evidence.objects.values_list("item__title", "theme__name")) == [
            ("Both", "One"),
            ("Only two", "One"),
        ]

    def test_undo_brings_everything_back(self, scope, one, two, by):
        tie(scope, make_opportunity(scope), two)
        before = (notes_of(one), notes_of(two), list(Evidence.objects.values_list("theme__name", flat=True)))
        merge_themes(into=one, others=[two], **by)
        undo(event=last("theme.merged"), **by)
        two.refresh_from_db()
        assert (notes_of(one), notes_of(two), list(Evidence.objects.values_list("theme__name", flat=True))) == before
        assert (two.merged_into, two.archived_at) == (None, None)
        assert not ThemeNote.objects.filter(is_held=True).exists()

    def test_it_overrules_an_earlier_split_and_what_was_taken_out(self, scope, one, two, by):
        ThemeApart.objects.create(workspace=scope.workspace, theme=two, other=one)
        ThemeRefusal.objects.create(workspace=scope.workspace, theme=one, note=two.places.first().note)
        merge_themes(into=one, others=[two], **by)
        assert not ThemeApart.objects.exists()
        assert not ThemeRefusal.objects.exists()

    def test_what_makes_no_sense_is_refused(self, one, two, by):
        for others in ([], [one]):
            with pytest.raises(Invalid):
                merge_themes(into=one, others=others, **by)
        archive_theme(theme=two, **by)
        with pytest.raises(Invalid):
            merge_themes(into=one, others=[two], **by)
        with pytest.raises(Invalid):
            merge_themes(into=two, others=[one], **by)

    def test_nothing_crosses_workspaces(self, world, one, by):
        theirs = Theme.objects.create(workspace=world.elsewhere, number=1, name="X", created_at=NOW, updated_at=NOW)
        with pytest.raises(Invalid):
            merge_themes(into=one, others=[theirs], **by)


class TestMoving:
    def test_several_notes_move_in_one_act_that_is_undone_in_one(self, one, two, by):
        chosen = [place.note for place in one.places.all()[:2]]
        assert move_notes(notes=chosen, source=one, target=two, **by) == 2
        assert (len(notes_of(one)), len(notes_of(two))) == (2, 5)
        assert ThemeRefusal.objects.filter(theme=one).count() == 2
        undo(event=last("theme.notes_moved"), **by)
        assert (len(notes_of(one)), len(notes_of(two)), ThemeRefusal.objects.count()) == (4, 3, 0)

    def test_a_note_that_is_elsewhere_stays_there(self, one, two, by):
        assert move_notes(notes=[two.places.first().note], source=one, target=two, **by) == 0
        assert not Event.objects.filter(verb="theme.notes_moved").exists()

    def test_it_may_come_back(self, one, two, by):
        note = one.places.first().note
        move_notes(notes=[note], source=one, target=two, **by)
        move_notes(notes=[note], source=two, target=one, **by)
        assert list(ThemeRefusal.objects.values_list("theme__name", flat=True)) == ["Two"]

    def test_an_archived_theme_takes_no_notes(self, one, two, by):
        archive_theme(theme=two, **by)
        with pytest.raises(Invalid):
            move_notes(notes=[one.places.first().note], source=one, target=two, **by)


class TestPinning:
    def test_a_pin_comes_and_goes_and_is_undone(self, one, by):
        pin_theme(theme=one, pinned=True, **by)
        pin_theme(theme=one, pinned=True, **by)
        assert Event.objects.filter(verb="theme.pinned").count() == 1
        undo(event=last("theme.pinned"), **by)
        one.refresh_from_db()
        assert one.pinned_at is None


@pytest.fixture
def proposal(scope, one):
    """Two and two, in the order they were said."""
    ids = [str(place.note_id) for place in one.places.order_by("note__number")]
    halves = [
        {"name": name, "words": [name.lower()], "notes": part, "border": part[:1], "quotes": []}
        for name, part in (("Left", ids[:2]), ("Right", ids[2:]))
    ]
    return ThemeSplit.objects.create(
        workspace=scope.workspace, theme=one, status=RunStatus.DONE, halves=halves, asked_at=NOW
    )


class TestSplitting:
    def test_the_theme_keeps_the_first_half_and_what_rests_on_it(self, scope, one, proposal, by):
        tie(scope, make_opportunity(scope), one)
        new = split_theme(proposal=proposal, first="Left", second="Right", **by)
        one.refresh_from_db()
        assert (one.name, notes_of(one)) == ("Left", ["One 0", "One 1"])
        assert (new.name, notes_of(new)) == ("Right", ["One 2", "One 3"])
        assert Evidence.objects.get().theme == one
        assert ThemeApart.objects.get(theme=one, other=new)

    def test_notes_may_go_with_the_other_half(self, one, proposal, by):
        across = [place.note_id for place in one.places.order_by("note__number")][1:3]
        new = split_theme(proposal=proposal, first="Left", second="Right", moved=across, **by)
        assert (notes_of(one), notes_of(new)) == (["One 0", "One 2"], ["One 1", "One 3"])

    def test_a_half_without_notes_is_refused_and_nothing_changes(self, one, proposal, by):
        across = [place.note_id for place in one.places.order_by("note__number")][2:]
        with pytest.raises(Invalid):
            split_theme(proposal=proposal, first="Left", second="Right", moved=across, **by)
        assert len(notes_of(one)) == 4

    def test_a_note_of_neither_half_is_refused(self, two, proposal, by):
        with pytest.raises(Invalid):
            split_theme(proposal=proposal, first="L", second="R", moved=[two.places.first().note_id], **by)

    def test_it_happens_once(self, proposal, by):
        split_theme(proposal=proposal, first="Left", second="Right", **by)
        with pytest.raises(Conflict):
            split_theme(proposal=proposal, first="Left", second="Right", **by)

    def test_a_note_taken_out_since_stays_out(self, one, proposal, by):
        place = one.places.get(note__text="One 3")
        take_from_theme(place=place, **by)
        assert notes_of(split_theme(proposal=proposal, first="Left", second="Right", **by)) == ["One 2"]

    def test_a_small_theme_is_not_split(self, one):
        with pytest.raises(Invalid):
            ask_for_split(theme=one, now=NOW)


class TestFinding:
    def test_asking_twice_is_one_run(self, workspace):
        find_again(workspace=workspace, now=NOW)
        find_again(workspace=workspace, now=NOW)
        assert Grouping.objects.get().status == RunStatus.WAITING

    def test_a_waiting_run_stops_at_once_and_says_so(self, workspace):
        find_again(workspace=workspace, now=NOW)
        stop_finding(workspace=workspace, now=NOW)
        told = standing(workspace=workspace)
        assert told
        assert (told.is_over, told.sentence) == (True, "Stopped on request. Every theme is as it was.")

    def test_a_run_whose_worker_is_gone_says_so_and_may_be_asked_for_anew(self, workspace):
        Grouping.objects.create(workspace=workspace, started_at=NOW, seed=0, status=RunStatus.RUNNING)
        told = standing(workspace=workspace)
        assert told
        assert (told.is_over, told.went_well) == (True, False)
        find_again(workspace=workspace, now=NOW)
        assert sorted(Grouping.objects.values_list("status", flat=True)) == ["failed", "waiting"]

    def test_a_night_without_news_groups_nothing(self, scope, one, by):
        workspace = scope.workspace
        assert not is_stale(workspace=workspace)
        Grouping.objects.create(workspace=workspace, started_at=NOW, finished_at=NOW, seed=0, themes=1)
        assert not is_stale(workspace=workspace)
        Grouping.objects.update(started_at=NOW.replace(hour=1))
        assert is_stale(workspace=workspace)
