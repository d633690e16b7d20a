"""What a search finds, in which order, and what it spreads over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pgvector import HalfVector
from tests.people import NOW, make_account, make_channel, make_note
from tests.things import make_theme, say

from clew.calc.search import fuse, weights_for
from clew.insights.actions.search import count_words
from clew.insights.models import NoteVector, Segment, SegmentMember
from clew.insights.queries import inbox
from clew.insights.queries.search import Match, Point, Search, Sort, find, point_of
from clew.insights.queries.search import finding as module
from clew.insights.queries.search.exporting import found_by
from clew.insights.queries.search.showing import marks, results
from clew.kit.errors import Invalid

MARK = "test 1"


def vector(*numbers: float) -> list[float]:
    return [*numbers, *([0.001] * (512 - len(numbers)))]


def point(*numbers: float) -> Point:
    return Point(MARK, "[" + ",".join(str(number) for number in vector(*numbers)) + "]")


def place(note, *numbers: float, mark: str = MARK) -> None:
    NoteVector.objects.create(note=note, workspace=note.workspace, embedder=mark, vector=HalfVector(vector(*numbers)))


@pytest.fixture
def look(workspace):
    def look(text: str = "", *, at: Point | None = None, **filters):
        found = find(workspace=workspace, search=Search(text=text, **filters), now=NOW, point=at)
        return results(workspace=workspace, hits=found.hits, stems=found.stems)

    return look


def texts(rows) -> list[str]:
    return [row.passage for row in rows]


class TestWords:
    @pytest.mark.parametrize(
        ("said", "asked"),
        [
            ("The <script> tag breaks the page", "script"),
            ("Fails on iOS/Android alike", "android"),
            ("It crashed.Please fix it", "please"),
            ("Write to ana@northwind.example about it", "northwind"),
            ("Needs version 4.2 or later", "4.2"),
            ("Exports failed", "export failing"),
        ],
    )
    def test_words_are_found_whatever_stands_around_them(self, scope, look, said, asked):
        say(scope, said)
        say(scope, "Something else altogether")
        assert texts(look(asked)) == [said]

    def test_words_are_stemmed_as_the_notes_language_wants_it(self, scope, workspace, look):
        say(scope, "Les notifications disparaissent", language="fr")
        say(scope, "Die Rechnungen fehlen", language="de")
        count_words(workspace=workspace, now=NOW)
        assert texts(look("notification disparaît"))[0] == "Les notifications disparaissent"
        assert texts(look("Rechnung")) == ["Die Rechnungen fehlen"]

    def test_a_phrase_is_stop_words_in_one_language_and_something_in_another(self, scope, workspace, look):
        say(scope, "They die here")
        say(scope, "Die Rechnungen fehlen", language="de")
        say(scope, "They pay here")
        count_words(workspace=workspace, now=NOW)
        assert "They die here" not in texts(look("here -die they"))
        assert texts(look('"die" here they'))[0] == "They die here"
        assert "They pay here" not in texts(look('"die" here they'))

    def test_a_rare_word_outweighs_a_common_one(self, scope, workspace, look):
        for number in range(12):
            say(scope, f"The app is slow on day {number}")
        say(scope, "A refund, please")
        say(scope, "The app needs love")
        count_words(workspace=workspace, now=NOW)
        assert texts(look("app refund"))[0] == "A refund, please"

    def test_a_note_that_holds_every_word_comes_before_one_that_repeats_one(self, scope, workspace, look):
        say(scope, "sync sync sync sync")
        say(scope, "the calendar does not sync with anything that we use")
        count_words(workspace=workspace, now=NOW)
        assert texts(look("calendar sync"))[0].startswith("the calendar")

    def test_phrases_must_stand_as_they_are_and_exclusions_must_not_stand(self, scope, look):
        say(scope, "the gate code is wrong")
        say(scope, "the code of the gate is wrong")
        say(scope, "the gate code needs a refund")
        assert len(look("gate code")) == 3
        assert set(texts(look('"gate code"'))) == {"the gate code is wrong", "the gate code needs a refund"}
        assert texts(look('"gate code" -refund')) == ["the gate code is wrong"]
        assert len(look('"gate code" OR "of the gate"')) == 3
        assert texts(look("-refund -of")) == ["the code of the gate is wrong", "the gate code is wrong"]

    def test_stop_words_alone_find_nothing_and_break_nothing(self, scope, look):
        say(scope, "the gate code is wrong")
        assert look("the of") == []
        assert look('"of the"') == []
        assert len(look('gate -"the of"')) == 1

    @pytest.mark.parametrize("odd", ["'", "\\", ":*", "a & | !b", "%s %(x)s", "' | '", "<", "(((", '"""', "💥"])
    def test_whatever_is_typed_is_words(self, scope, look, odd):
        say(scope, "the gate code is wrong")
        look(odd)
        assert len(look(f"gate {odd}")) in {0, 1}

    def test_another_workspaces_notes_are_never_found(self, world, scope, look):
        say(scope, "Northwind may see this")
        make_note(world.elsewhere, "Nobody in Northwind may see gates")
        assert texts(look("northwind")) == ["Northwind may see this"]
        assert look("gates") == []


class TestMeaning:
    def test_notes_that_say_it_otherwise_are_found_and_told_apart(self, scope, look):
        words, meant, far = (say(scope, text) for text in ("offline mode", "no network underground", "lovely colours"))
        place(words, 1, 0)
        place(meant, 0.9, 0.3)
        place(far, 0, 0, 1)
        rows = look("offline", at=point(1, 0))
        assert [(row.number, row.hit.by_words) for row in rows] == [(words.number, True), (meant.number, False)]
        assert [row.number for row in look("offline", at=point(1, 0), match=Match.MEANING)] == [meant.number]
        assert [row.number for row in look("offline", at=point(1, 0), match=Match.WORDS)] == [words.number]

    def test_vectors_of_another_embedder_are_never_compared(self, scope, look):
        place(say(scope, "no network underground"), 1, 0, mark="other 1")
        assert look("offline", at=point(1, 0)) == []

    def test_the_statement_scores_as_the_plain_function_does(self, scope, workspace):
        notes = [say(scope, text) for text in ("sync", "sync of calendars", "calendars", "agenda", "diary")]
        for number, note in enumerate(notes):
            place(note, 1, number / 4)
        count_words(workspace=workspace, now=NOW)
        asked, at = Search(text="sync calendars"), point(1, 0.9)

        def scores(search, where):
            return {hit.id: hit for hit in find(workspace=workspace, search=search, now=NOW, point=where).hits}

        by_words = {key: float(hit.score) for key, hit in scores(asked, None).items()}
        by_meaning = {key: hit.cosine for key, hit in scores(asked, at).items() if hit.cosine is not None}
        expected = fuse(by_words, by_meaning, weights_for(2))
        found = {key: float(hit.score) for key, hit in scores(asked, at).items()}
        assert found == pytest.approx(expected, abs=1e-5)

    @pytest.mark.parametrize("few", [0, 5000])
    def test_narrow_filters_never_come_up_empty(self, scope, look, monkeypatch, few):
        monkeypatch.setattr(module, "FEW", few)
        rare = make_channel(scope.workspace, "Rare")
        for number in range(30):
            place(say(scope, f"near {number}"), 1, number / 100)
        lone = say(scope, "far away", channel=rare)
        place(lone, 0.5, 1)
        assert [row.number for row in look("offline", at=point(1, 0), channel=rare.pk)] == [lone.number]

    def test_similar_notes_are_found_without_the_note_itself(self, scope, workspace, look):
        note, like, other = (say(scope, text) for text in ("one", "two", "three"))
        place(note, 1, 0)
        place(like, 0.9, 0.1)
        place(other, 0, 0, 1)
        rows = look(at=point_of(note=note), like=note.number)
        assert [row.number for row in rows] == [like.number]
        assert point_of(note=say(scope, "no vector yet")) is None
        assert look(like=other.number) == []


class TestNarrowing:
    def test_each_filter_leaves_what_its_name_says(self, scope, look):
        account = make_account(scope.workspace, "Calder", arr=71_000, segment="Fleet")
        rated = {"account": account, "rating": Decimal("4.5"), "mood": 1, "kind": "praise", "language": "en"}
        app = make_channel(scope.workspace, "App")
        note = say(scope, "gate one", channel=app, said_at=NOW - timedelta(days=3), **rated)
        make_theme(scope, "Gates", [note])
        say(scope, "gate two", said_at=NOW - timedelta(days=400))
        chosen = {
            "channel": app.pk, "account": account.pk, "segment": "Fleet", "arr": "100", "rating": "4", "mood": "1",
            "kind": "praise", "language": "en", "theme": 1, "days": 7, "since": (NOW - timedelta(days=5)).date(),
        }  # fmt: skip
        for name, value in chosen.items():
            assert texts(look("gate", **{name: value})) == ["gate one"], name
            assert texts(look(**{name: value})) == ["gate one"], name
        missing = {"segment": "none", "arr": "none", "rating": "none", "mood": "none", "kind": "none"}
        for name, value in missing.items():
            assert texts(look("gate", **{name: value})) == ["gate two"], name
        assert texts(look("gate", until=(NOW - timedelta(days=100)).date())) == ["gate two"]
        assert texts(look("gate", language="none")) == ["gate two"]

    def test_facets_count_what_was_found(self, scope, workspace):
        account = make_account(scope.workspace, "Calder", arr=71_000, segment="Fleet")
        notes = [say(scope, f"gate {number}", account=account, rating=Decimal(2), mood=-1) for number in range(3)]
        say(scope, "gate of nobody", said_at=NOW - timedelta(days=60))
        say(scope, "something else", account=account)
        make_theme(scope, "Gates", notes[:2])
        found = find(workspace=workspace, search=Search(text="gate"), now=NOW)
        counts = {facet.name: {value.label: value.count for value in facet.values} for facet in found.facets}
        assert counts["channel"] == {"Support": 4}
        assert counts["segment"] == {"Fleet": 3, "No segment": 1}
        assert counts["account"] == {"Calder": 3}
        assert counts["arr"] == {"No ARR known": 1, "50k to 100k": 3}
        assert counts["theme"] == {"Gates": 2}
        assert counts["mood"] == {"Unhappy": 3, "Not known": 1}
        assert counts["rating"] == {"2 of 5": 3, "No rating": 1}
        assert counts["days"] == {"7 days": 3, "30 days": 3, "90 days": 4, "Year": 4}
        assert (found.totals.found, found.totals.accounts, found.totals.arr) == (4, 1, 71_000)

    def test_segments_by_rule_are_counted_as_narrowing_to_them_finds(self, scope, workspace):
        plain, ruled = (make_account(workspace, name, segment="Fleet") for name in ("Calder", "Brook"))
        times = {"created_at": NOW, "updated_at": NOW}
        big = Segment.objects.create(workspace=workspace, name="Large fleets", key="large fleets", rule={}, **times)
        SegmentMember.objects.create(workspace=workspace, segment=big, account=ruled)
        for account in (plain, ruled, ruled):
            say(scope, f"gate at {account.name} {account.notes.count()}", account=account)
        found = find(workspace=workspace, search=Search(text="gate"), now=NOW)
        (facet,) = (one for one in found.facets if one.name == "segment")
        assert {value.key: value.count for value in facet.values} == {"Fleet": 3, "Large fleets": 2}
        for value in facet.values:
            narrowed = find(workspace=workspace, search=Search(text="gate", segment=value.key), now=NOW)
            assert narrowed.totals.found == value.count

    def test_a_search_takes_the_same_few_statements_whatever_it_finds(
        self, scope, workspace, django_assert_num_queries
    ):
        place(say(scope, "gate"), 1)
        for search, statements in ((Search(text="gate"), 2), (Search(), 1), (Search(text="gate", days=7), 3)):
            with django_assert_num_queries(statements):
                find(workspace=workspace, search=search, now=NOW, point=point(1))


class TestPages:
    @pytest.mark.parametrize("search", [Search(text="gate"), Search(), Search(text="gate", sort=Sort.NEWEST)])
    def test_pages_show_every_note_once_in_the_order_of_the_whole(self, scope, workspace, search):
        for number in range(11):
            say(scope, f"gate {'again ' * (number % 4)}", said_at=NOW - timedelta(hours=number // 2))
        whole = found_by(workspace=workspace, search=search, now=NOW, point=None)
        seen, after = [], ""
        for _ in range(4):
            found = find(workspace=workspace, search=search, now=NOW, after=after, size=3)
            seen += [hit.id for hit in found.hits]
            after = found.after
        assert after == ""
        assert seen == whole
        assert len(set(seen)) == 11

    @pytest.mark.parametrize("after", ["x", "WyJhIiwiYiJd"])
    def test_a_damaged_cursor_is_refused_in_words(self, workspace, scope, after):
        say(scope, "gate")
        with pytest.raises(Invalid):
            find(workspace=workspace, search=Search(text="gate"), now=NOW, after=after)


class TestShowing:
    def test_the_words_that_match_are_marked_in_the_notes_own_spelling(self, scope, look):
        say(scope, "All <Exports> FAILED, he said")
        (row,) = look("export failing")
        assert [piece.words for piece in row.pieces if piece.exact] == ["Exports", "FAILED"]
        assert row.passage == "All <Exports> FAILED, he said"

    def test_a_long_note_shows_the_part_that_was_meant(self, scope, look):
        say(scope, "Chatter about nothing. " * 40 + "The gate code was wrong. " + "More chatter. " * 40)
        (row,) = look("gate code")
        assert row.passage.startswith("… The gate code was wrong.")
        assert row.passage.endswith(" …")

    def test_the_sentence_nearest_in_meaning_is_marked_apart(self, scope, workspace, monkeypatch):
        note = say(scope, "I like it. No network underground.")
        place(note, 1)
        where = "clew.insights.queries.search.showing.nearest_sentences"
        monkeypatch.setattr(where, lambda *, workspace, text, of: [1 for _ in of])
        found = find(workspace=workspace, search=Search(text="offline"), now=NOW, point=point(1))
        (row,) = results(workspace=workspace, hits=found.hits, stems=found.stems, text="offline")
        assert [(piece.words, piece.meant, piece.exact) for piece in row.pieces] == [
            ("I like it. ", False, False),
            ("No network underground.", True, False),
        ]

    def test_marks_that_do_not_fit_the_text_are_left_out(self):
        assert marks("gate", "\ue000gate\ue001") == [(0, 4)]
        assert marks("gate", "\ue000gat\ue001") == []


def test_the_inbox_finds_words_in_every_language_and_between_signs_too(scope, workspace):
    french = say(scope, "Les notifications disparaissent", language="fr")
    both = say(scope, "Fails on iOS/Android alike", language="en")
    for words, note in (("notification", french), ("android", both), ("ios/android", both)):
        rows, _ = inbox.listing(workspace=workspace, chosen=inbox.Filter(words=words), now=NOW)
        assert [row.number for row in rows] == [note.number], words
