"""Suggested links: found in the background, decided by people, learned from."""

from datetime import timedelta

import pytest
from tests.insights.actions.test_understanding import PRICE, ROUTE, SYNC, TAX
from tests.people import NOW, make_note
from tests.things import make_feature, make_opportunity, make_theme, say, tie

from clew.calc.embed import default_embedder
from clew.calc.links import METHOD
from clew.insights.actions import suggestions_finding as finding
from clew.insights.actions.evidence import Passage
from clew.insights.actions.notes import archive_note, edit_note
from clew.insights.actions.suggestions import accept_suggestion, dismiss_suggestion
from clew.insights.actions.suggestions_finding import suggest_links
from clew.insights.actions.themes import archive_theme, mute_theme, put_in_theme, take_from_theme
from clew.insights.actions.understanding.vectors import embed_missing
from clew.insights.models import Evidence, Note, Suggestion, SuggestionState, ThemeNote
from clew.insights.queries.suggestions import proposals_of, whole
from clew.insights.queries.voices import fingerprint
from clew.kit.errors import Conflict
from clew.thread.models import Origin
from clew.workspaces.actions.undo import last_undoable, undo
from clew.workspaces.models import Event

ABOUT = {"Notes vanish offline": SYNC, "Seats cost too much": PRICE, "Routes waste an hour": ROUTE, "Wrong tax": TAX}
LATER = NOW + timedelta(days=1)
OFFLINE = "Hello there. Whatever my crew types without signal in a basement, the offline notes are lost after the sync."


def run(scope, now=NOW):
    embed_missing(workspace=scope.workspace, embedder=default_embedder())
    return suggest_links(workspace=scope.workspace, now=now)


@pytest.fixture
def themes(scope):
    """Four themes with eight notes each, by hand; the other notes wait, alone."""
    found = {}
    for name, texts in ABOUT.items():
        notes = [say(scope, text) for text in texts[:8]]
        found[name] = make_theme(scope, name, notes)
    return found


@pytest.fixture
def note(scope, themes):
    return say(scope, OFFLINE)


def only(note) -> Suggestion:
    return whole().get(note=note, state=SuggestionState.PROPOSED)


class TestFinding:
    def test_a_note_is_proposed_for_the_theme_it_speaks_of_with_chance_span_and_words(self, scope, themes, note):
        outcome = run(scope)
        assert outcome.notes == 1
        found = only(note)
        assert found.theme == themes["Notes vanish offline"]
        assert 0.3 < found.confidence <= 1
        assert found.method.startswith(METHOD)
        words = note.text[found.start : found.end]
        assert "offline" in words
        assert words != note.text
        assert found.fingerprint == fingerprint(words)
        assert "offline" in found.words
        (shown,) = proposals_of(note=note)
        assert (shown.label, shown.name, shown.quote) == ("Theme", "Notes vanish offline", words)

    def test_a_note_about_something_else_is_proposed_for_nothing(self, scope, themes):
        stranger = say(scope, "Our new dog likes the office very much")
        run(scope)
        assert proposals_of(note=stranger) == []

    def test_items_are_proposed_by_the_notes_quotes_and_themes_they_rest_on(self, scope, themes, note):
        feature, opportunity = make_feature(scope, "Offline mode"), make_opportunity(scope, "Fair prices")
        tie(scope, feature, themes["Notes vanish offline"])
        rival = make_feature(scope, "Route planner")
        tie(scope, rival, themes["Routes waste an hour"])
        for each in Note.objects.filter(text__in=PRICE[:4]):
            tie(scope, opportunity, Passage(each, 0, len(each.text)))
        cheaper = say(scope, "Paying for seats that nobody uses in winter is too expensive")
        run(scope)
        kinds = {shown.target: shown.name for shown in proposals_of(note=note)}
        assert kinds == {"theme": "Notes vanish offline", "feature": "Offline mode"}
        assert "Fair prices" in [shown.name for shown in proposals_of(note=cheaper)]

    def test_with_fewer_than_three_examples_nothing_is_proposed(self, scope, note):
        few = make_theme(scope, "Too few", [say(scope, text) for text in PRICE[:2]])
        say(scope, PRICE[5])
        run(scope)
        assert not Suggestion.objects.filter(theme=few).exists()

    def test_what_is_settled_is_not_proposed(self, scope, themes, note):
        place = themes["Notes vanish offline"]
        put_in_theme(note=note, theme=place, by=scope.actor, now=NOW)
        Note.objects.filter(pk=note.pk).update(triaged_at=None)
        run(scope)
        assert proposals_of(note=note) == []
        take_from_theme(place=ThemeNote.objects.get(note=note), by=scope.actor, now=NOW)
        Note.objects.filter(pk=note.pk).update(updated_at=LATER)
        run(scope, LATER)
        assert proposals_of(note=note) == []

    def test_archived_and_muted_themes_and_archived_notes_are_left_out(self, scope, themes, note):
        mute_theme(theme=themes["Notes vanish offline"], muted=True, by=scope.actor, now=NOW)
        run(scope)
        assert proposals_of(note=note) == []
        gone = say(scope, PRICE[9])
        archive_note(note=gone, by=scope.actor, now=NOW)
        run(scope)
        assert proposals_of(note=gone) == []

    def test_a_second_run_looks_at_nothing_again(self, scope, themes, note):
        run(scope)
        before = list(Suggestion.objects.values())
        assert run(scope, LATER).notes == 0
        assert list(Suggestion.objects.values()) == before

    def test_a_note_whose_words_change_is_compared_again(self, scope, themes, note):
        run(scope)
        edit_note(note=note, text="The tax rate on the invoice is wrong for schools", by=scope.actor, now=LATER)
        run(scope, LATER)
        assert only(note).theme == themes["Wrong tax"]

    def test_a_target_with_new_examples_is_compared_with_what_waits(self, scope, themes):
        waiting = say(scope, "The app is slow to start in the morning, it takes a minute")
        run(scope)
        assert proposals_of(note=waiting) == []
        slow = ["The app takes a minute to start", "Starting the app is slow every morning",
                "It is so slow when I open the app", "Opening the app takes for ever"]  # fmt: skip
        make_theme(scope, "Slow start", [say(scope, text) for text in slow])
        run(scope, LATER)
        assert [shown.name for shown in proposals_of(note=waiting)] == ["Slow start"]

    def test_with_many_notes_only_those_near_the_changed_target_are_compared_again(self, scope, themes, monkeypatch):
        monkeypatch.setattr(finding, "ALL", 0)
        monkeypatch.setattr(finding, "NEAR", 2)
        near = [say(scope, text) for text in PRICE[8:10]]
        for text in TAX[8:]:
            say(scope, text)
        run(scope)
        put_in_theme(note=say(scope, PRICE[10]), theme=themes["Seats cost too much"], by=scope.actor, now=NOW)
        Suggestion.objects.all().delete()
        assert run(scope, LATER).notes == 2
        assert set(Suggestion.objects.values_list("note", flat=True)) <= {note.pk for note in near}

    def test_a_run_takes_a_bounded_number_of_notes_and_says_that_there_is_more(self, scope, themes, monkeypatch):
        monkeypatch.setattr(finding, "NEW", 2)
        for text in PRICE[8:11]:
            say(scope, text)
        first, second = run(scope), run(scope)
        assert (first.notes, first.more) == (2, True)
        assert (second.notes, second.more) == (1, False)

    def test_other_peoples_workspaces_are_left_alone(self, scope, world, themes):
        theirs = make_note(world.elsewhere, OFFLINE)
        run(scope)
        assert not Suggestion.objects.filter(note=theirs).exists()


class TestDeciding:
    @pytest.fixture(autouse=True)
    def found(self, scope, themes, note):
        run(scope)

    def test_accepting_a_theme_is_a_persons_placing_beside_what_the_machine_said(self, scope, note):
        suggestion = only(note)
        said = suggestion.confidence
        accept_suggestion(suggestion=suggestion, by=scope.actor, now=LATER)
        place = ThemeNote.objects.get(note=note)
        assert (place.theme, place.origin) == (suggestion.theme, Origin.PERSON)
        kept = Suggestion.objects.get(pk=suggestion.pk)
        assert (kept.state, kept.confidence, kept.decided_by, kept.decided_at) == (
            "accepted",
            said,
            scope.actor.user,
            LATER,
        )
        note.refresh_from_db()
        assert note.triaged_at == LATER

    def test_accepting_an_item_makes_the_words_evidence(self, scope, themes, note):
        feature = make_feature(scope, "Offline mode")
        tie(scope, feature, themes["Notes vanish offline"])
        run(scope, LATER)
        suggestion = whole().get(note=note, item=feature)
        accept_suggestion(suggestion=suggestion, by=scope.actor, now=LATER)
        evidence = Evidence.objects.get(item=feature, quote__note=note)
        assert (evidence.origin, evidence.confidence) == (Origin.PERSON, suggestion.confidence)
        assert (evidence.quote.start, evidence.quote.end) == (suggestion.start, suggestion.end)

    @pytest.mark.parametrize("decide", [accept_suggestion, dismiss_suggestion])
    def test_a_decision_is_one_event_and_goes_back_whole(self, scope, note, decide):
        suggestion = only(note)
        before = Event.objects.count()
        decide(suggestion=suggestion, by=scope.actor, now=LATER)
        assert Event.objects.count() == before + 1
        undo(event=last_undoable(workspace=scope.workspace, user=scope.user), by=scope.actor, now=LATER)
        assert only(note).pk == suggestion.pk
        assert not ThemeNote.objects.filter(note=note).exists()
        note.refresh_from_db()
        assert note.triaged_at is None

    @pytest.mark.parametrize("decide", [accept_suggestion, dismiss_suggestion])
    def test_what_was_decided_is_never_proposed_again(self, scope, themes, note, decide):
        suggestion = only(note)
        decide(suggestion=suggestion, by=scope.actor, now=LATER)
        ThemeNote.objects.filter(note=note).delete()
        Note.objects.filter(pk=note.pk).update(triaged_at=None, updated_at=LATER)
        run(scope, LATER + timedelta(hours=1))
        assert proposals_of(note=note) == []
        assert Suggestion.objects.get(pk=suggestion.pk).state != SuggestionState.PROPOSED

    def test_the_second_to_decide_is_told(self, scope, note):
        first, second = only(note), only(note)
        dismiss_suggestion(suggestion=first, by=scope.actor, now=LATER)
        with pytest.raises(Conflict, match="dismissed already"):
            accept_suggestion(suggestion=second, by=scope.actor, now=LATER)
        assert not ThemeNote.objects.filter(note=note).exists()

    def test_a_suggestion_that_went_meanwhile_is_told_in_words(self, scope, note):
        suggestion = only(note)
        Suggestion.objects.all().delete()
        with pytest.raises(Conflict, match="gone"):
            accept_suggestion(suggestion=suggestion, by=scope.actor, now=LATER)

    def test_a_theme_that_was_archived_meanwhile_takes_nothing(self, scope, themes, note):
        suggestion = only(note)
        archive_theme(theme=themes["Notes vanish offline"], by=scope.actor, now=LATER)
        suggestion = whole().get(pk=suggestion.pk)
        with pytest.raises(Exception, match=r"(?i)archived"):
            accept_suggestion(suggestion=suggestion, by=scope.actor, now=LATER)
        assert Suggestion.objects.get(pk=suggestion.pk).state == SuggestionState.PROPOSED


class TestLearning:
    @pytest.fixture
    def waiting(self, scope, themes):
        return [say(scope, text) for texts in ABOUT.values() for text in texts[8:]]

    def test_dismissals_lower_the_chance_of_what_waits_and_in_the_end_it_goes(self, scope, waiting):
        run(scope)
        found = list(whole().filter(state=SuggestionState.PROPOSED).order_by("-confidence"))
        assert len(found) >= 4
        kept, before = found[0], found[0].confidence
        for suggestion in found[1:]:
            dismiss_suggestion(suggestion=suggestion, by=scope.actor, now=LATER)
        run(scope, LATER)
        assert Suggestion.objects.get(pk=kept.pk).confidence < before
        decided_before(scope, kept, SuggestionState.DISMISSED)
        run(scope, LATER)
        assert not Suggestion.objects.filter(pk=kept.pk).exists()

    def test_acceptances_raise_the_chance_of_what_waits(self, scope, waiting):
        run(scope)
        found = list(whole().filter(state=SuggestionState.PROPOSED).order_by("-confidence"))
        kept, before = found[-1], found[-1].confidence
        decided_before(scope, kept, SuggestionState.ACCEPTED)
        run(scope, LATER)
        assert Suggestion.objects.get(pk=kept.pk).confidence > before


def decided_before(scope, like, state) -> None:
    """Eighty decisions on suggestions as likely as this one."""
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                note=say(scope, f"decided {number}", triaged_at=NOW),
                theme=like.theme,
                workspace=scope.workspace,
                score=like.score,
                confidence=0.9,
                start=0,
                end=1,
                fingerprint="",
                method=METHOD,
                state=state,
                decided_at=NOW,
                created_at=NOW,
            )
            for number in range(80)
        ]
    )
