"""Merging, splitting, moving, pinning, comparing and finding again on screen and over REST, from every side of the door."""

from datetime import timedelta

import pytest
from tests import glances
from tests.api.test_operations import Api
from tests.pages import ESCAPED, SCRIPT, by_role, html, queries
from tests.people import NOW, make_account
from tests.things import make_person, make_theme, say

from clew.insights.actions.rollups import recount
from clew.insights.models import Grouping, RunStatus, Theme, ThemeNote, ThemeSplit
from clew.workspaces.models import Event

LIST = "/w/northwind/themes/"

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def one(scope, calder):
    dee = make_person(scope, "Dee Orr", calder)
    return make_theme(scope, "One", [say(scope, f"One {n}", account=calder, person=dee) for n in range(4)])


@pytest.fixture
def two(scope, calder):
    return make_theme(scope, "Two", [say(scope, f"Two {n}", account=calder) for n in range(3)])


@pytest.fixture
def proposal(scope, one):
    notes = [place.note for place in one.places.order_by("note__number")]
    halves = [
        {
            "name": name,
            "words": [name.lower()],
            "notes": [str(note.pk) for note in part],
            "border": [str(part[0].pk)],
            "quotes": [[str(part[0].pk), 0, 5]],
        }
        for name, part in (("Left half", notes[:2]), ("Right half", notes[2:]))
    ]
    return ThemeSplit.objects.create(
        workspace=scope.workspace, theme=one, status=RunStatus.DONE, halves=halves, asked_at=NOW
    )


def at(theme, act=""):
    return f"{LIST}{theme.number}/{act}"


def inside(theme):
    return ThemeNote.objects.filter(theme=theme).count()


class TestMerging:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_it_takes_an_editor(self, ask, one, two, name, status):
        data = {"theme": [one.number, two.number], "into": two.number}
        assert ask(name).get(f"{LIST}merge/", data).status_code == (200 if status == 302 else status)
        assert ask(name).post(f"{LIST}merge/", data).status_code == status
        assert inside(two) == (7 if status == 302 else 3)

    def test_the_page_says_what_comes_of_them_together_each_counted_once(self, scope, ask, one, two):
        recount(workspace=scope.workspace, now=NOW)
        ThemeNote.objects.create(workspace=scope.workspace, theme=two, note=one.places.first().note)
        page = html(ask("bob"), f"{LIST}merge/", theme=[one.number, two.number])
        together = page[page.index("Together") :]
        assert "<strong>7</strong>" in together
        assert "<strong>4</strong>" in together
        assert "<strong>$71k</strong>" in together

    @pytest.mark.parametrize(
        ("chosen", "asked"),
        [({}, "theme=2"), ({"theme": [1]}, "theme=1&theme=2"), ({"theme": [3, 1]}, "theme=3&theme=1")],
    )
    def test_the_one_beside_the_list_goes_with_a_single_choice(self, ask, one, two, chosen, asked):
        answer = ask("bob").post(f"{LIST}merge/", {**chosen, "current": 2})
        assert (answer.status_code, answer["Location"]) == (302, f"{LIST}merge/?{asked}")
        assert (inside(one), inside(two)) == (4, 3)

    def test_the_one_that_is_gone_says_where_it_went(self, ask, one, two):
        ask("bob").post(f"{LIST}merge/", {"theme": [one.number, two.number], "into": two.number})
        page = html(ask("dana"), at(one))
        assert "This theme was merged." in page
        assert at(two) in page

    def test_without_the_one_that_stays_nothing_happens(self, ask, one, two):
        for data in ({"theme": [one.number], "into": one.number}, {"theme": [one.number, two.number], "into": "99"}):
            assert ask("bob").post(f"{LIST}merge/", data).status_code == 422
        assert (inside(one), inside(two)) == (4, 3)


class TestSplitting:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_it_takes_an_editor(self, ask, one, proposal, name, status):
        assert ask(name).get(at(one, "split/")).status_code == (200 if status == 302 else status)
        data = {"first": "Left", "second": "Right"}
        assert ask(name).post(at(one, "split/"), data).status_code == status
        assert Theme.objects.filter(name="Right").exists() == (status == 302)

    def test_asking_looks_for_halves_in_the_background(self, scope, ask, one):
        for note in range(3):
            ThemeNote.objects.create(workspace=scope.workspace, theme=one, note=say(scope, f"More {note}"))
        ask("bob").post(at(one, "split/"))
        assert ThemeSplit.objects.get().status == RunStatus.WAITING
        assert "Looking for two halves." in html(ask("bob"), at(one, "split/"))

    def test_the_halves_are_named_counted_and_quoted(self, ask, one, proposal):
        page = html(ask("bob"), at(one, "split/"))
        for words in ('value="Left half"', 'value="Right half"', "2 notes", "One 0", "One 2"):
            assert words in page
        assert page.count('name="moved"') == 2

    def test_a_ticked_note_goes_with_the_other_half(self, ask, one, proposal):
        across = proposal.halves[1]["border"][0]
        ask("bob").post(at(one, "split/"), {"first": "Left", "second": "Right", "moved": [across, "x"]})
        assert (inside(one), inside(Theme.objects.get(name="Right"))) == (3, 1)

    def test_two_themes_need_two_names(self, ask, one, proposal):
        assert ask("bob").post(at(one, "split/"), {"first": "Same", "second": "Same"}).status_code == 422
        assert inside(one) == 4

    def test_why_there_are_no_halves_is_said(self, ask, one, proposal):
        ThemeSplit.objects.update(status=RunStatus.FAILED, message="These notes are about one thing.", halves=[])
        assert "These notes are about one thing." in html(ask("bob"), at(one, "split/"))

    def test_names_from_notes_are_words(self, ask, one, proposal):
        halves = [{**half, "name": SCRIPT} for half in proposal.halves]
        ThemeSplit.objects.update(halves=halves)
        page = html(ask("bob"), at(one, "split/"))
        assert SCRIPT not in page
        assert ESCAPED in page


class TestMovingPinningMuting:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_moving_takes_an_editor(self, ask, one, two, name, status):
        number = one.places.first().note.number
        assert ask(name).post(at(one, "move/"), {"note": number, "to": two.number}).status_code == status
        assert inside(two) == (4 if status == 302 else 3)

    def test_what_to_move_and_where_to_must_be_said(self, ask, one, two):
        number = one.places.first().note.number
        for data in ({"to": two.number}, {"note": number}, {"note": number, "to": one.number}):
            assert ask("bob").post(at(one, "move/"), data).status_code == 422
        assert ask("bob").post(at(one, "move/"), {"note": number, "to": 99}).status_code == 404

    def test_readers_are_offered_none_of_it(self, ask, one, two):
        for act in ("/move/", "/split/", "/pin/", "themes/merge/"):
            assert act in html(ask("bob"), at(one))
            assert act not in html(ask("dana"), at(one))

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_a_pin_takes_an_editor_and_shows(self, ask, one, name, status):
        assert ask(name).post(at(one, "pin/")).status_code == status
        one.refresh_from_db()
        assert (one.pinned_at is not None) == (status == 302)
        if status == 302:
            assert "This theme is pinned." in html(ask("dana"), at(one))

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_several_are_muted_at_once(self, ask, one, two, name, status):
        assert ask(name).post(f"{LIST}mute/", {"theme": [one.number, two.number, "x", 99]}).status_code == status
        assert Theme.objects.exclude(muted_at=None).count() == (2 if status == 302 else 0)
        assert Event.objects.filter(verb="theme.muted").count() == (2 if status == 302 else 0)


class TestComparing:
    @pytest.fixture
    def grown(self, scope, calder):
        """Two people spoke of it before, twelve lately; another theme fell silent."""
        small = make_account(scope.workspace, "Small", segment="Small")
        lately = [
            say(scope, f"Now {n}", said_at=NOW - timedelta(days=2), account=calder if n else small) for n in range(12)
        ]
        before = [say(scope, f"Then {n}", said_at=NOW - timedelta(days=40), account=small) for n in range(2)]
        theme = make_theme(scope, "Grown", [*lately, *before])
        make_theme(scope, "Quiet", [say(scope, f"Q {n}", said_at=NOW - timedelta(days=45)) for n in range(9)])
        recount(workspace=scope.workspace, now=NOW)
        return theme

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_compares(self, ask, grown, name, status):
        assert ask(name).get(f"{LIST}compare/").status_code == status

    def test_what_grew_and_fell_silent_is_said_and_every_number_opens(self, ask, grown):
        page = html(ask("dana"), f"{LIST}compare/", days=30)
        row = page[page.index(f'id="pair-{grown.number}"') :]
        row = row[: row.index("</tr>")]
        assert "Grew" in row
        assert "12 notes" in row
        assert f"until=2026-10-21&amp;theme={grown.number}" in row
        assert f"since=2026-10-21&amp;theme={grown.number}" in row
        assert "Gone quiet" in page
        assert "1 theme grew or appeared, 1 shrank or fell silent" in page
        opened = html(ask("dana"), "/w/northwind/inbox/", view="all", theme=grown.number, until="2026-10-21")
        assert opened.count('role="option"') == 2

    def test_few_people_are_called_few(self, scope, ask, one):
        recount(workspace=scope.workspace, now=NOW)
        assert "few people say so" in html(ask("dana"), f"{LIST}compare/", days=30)

    def test_two_segments_compare_by_their_share(self, ask, grown):
        page = html(ask("dana"), f"{LIST}compare/", by="segment", first="Small", second="Mid-market", days=30)
        assert "Mid-market" in page
        assert "11 notes" in page
        assert "segment=Small" in page

    @pytest.mark.parametrize("query", ["days=x", "by=segment&first=None", "by=none&days=7", "by=segment&second=%00"])
    def test_what_the_address_says_amiss_is_no_error(self, ask, grown, query):
        assert ask("dana").get(f"{LIST}compare/?{query}").status_code == 200

    def test_more_themes_take_no_more_queries(self, scope, ask, grown):
        addresses = (f"{LIST}compare/", f"{LIST}compare/?by=segment")
        once = [queries(ask("bob"), address) for address in addresses]
        for number in range(6):
            make_theme(scope, f"T {number}", [say(scope, f"S {number}")])
        recount(workspace=scope.workspace, now=NOW)
        assert [queries(ask("bob"), address) for address in addresses] == once


class TestFindingAgain:
    def test_a_run_shows_how_far_it_is_and_can_be_stopped(self, workspace, ask, one, monkeypatch):
        monkeypatch.setattr("clew.insights.queries.groupings.is_alive", lambda **named: True)
        Grouping.objects.create(
            workspace=workspace, started_at=NOW, seed=0, status="running", stage="Finding themes", of=7
        )
        page = html(ask("bob"), LIST)
        assert "Finding themes, 7 notes." in page
        assert "themes/run/stop/" in page
        assert "themes/run/stop/" not in html(ask("dana"), LIST)
        assert "hx-get" in html(ask("dana"), f"{LIST}run/")

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_stopping_takes_an_editor(self, workspace, ask, name, status):
        Grouping.objects.create(workspace=workspace, started_at=NOW, seed=0, status="waiting")
        assert ask(name).post(f"{LIST}run/stop/").status_code == status
        assert Grouping.objects.get().status == ("stopped" if status == 302 else "waiting")

    def test_how_a_run_ended_is_said(self, workspace, ask, one):
        Grouping.objects.create(
            workspace=workspace, started_at=NOW, finished_at=NOW, seed=0, status="failed", message="Not enough memory."
        )
        assert "Not enough memory." in html(ask("dana"), LIST)
        assert "hx-get" not in html(ask("dana"), f"{LIST}run/")


class TestRest:
    @pytest.fixture
    def api(self, workspace, bob):
        return Api(workspace, bob)

    def test_merging_moving_and_splitting(self, api, one, two, proposal):
        assert [half["notes"] for half in api.get(f"/themes/{one.number}/halves").json()["halves"]] == [2, 2]
        made = api.post(f"/themes/{one.number}/split", {"first": "Left", "second": "Right"})
        assert (made.status_code, made.json()["name"]) == (201, "Right")
        note = one.places.first().note.number
        moved = api.post(f"/themes/{one.number}/move", {"notes": [note], "to": two.number})
        assert moved.json() == {"moved": 1}
        merged = api.post(f"/themes/{two.number}/merge", {"others": [one.number, made.json()["number"]]})
        assert merged.status_code == 200
        assert inside(two) == 7

    def test_what_is_not_there_is_said(self, api, one):
        assert api.get(f"/themes/{one.number}/halves").status_code == 404
        assert api.post(f"/themes/{one.number}/merge", {"others": [99]}).status_code == 404
        assert api.post(f"/themes/{one.number}/halves").status_code == 422

    def test_readers_change_nothing(self, workspace, dana, one, two):
        api = Api(workspace, dana, scopes=("read",))
        assert api.post(f"/themes/{one.number}/merge", {"others": [two.number]}).status_code == 403
        assert inside(one) == 4


@pytest.fixture(scope="module")
def browser():
    with glances.chromium() as browser:
        yield browser


class Whatever(dict):
    """The same answer to every address."""

    def __init__(self, answer):
        super().__init__({LIST: answer})

    def __missing__(self, address):
        return self[LIST]


@pytest.mark.browser
class TestInABrowser:
    @pytest.fixture
    def answers(self, scope, ask, one, two, proposal):
        recount(workspace=scope.workspace, now=NOW)
        addresses = {
            "merging": f"{LIST}merge/?theme={one.number}&theme={two.number}",
            "halves": at(one, "split/"),
            "comparing": f"{LIST}compare/?by=period&days=30",
            "ranking": LIST,
        }
        return {name: (address, ask("bob").get(address)) for name, address in addresses.items()}

    @pytest.mark.parametrize("name", ["merging", "halves", "comparing"])
    def test_axe_finds_nothing_and_nothing_is_too_wide(self, browser, answers, name):
        glances.is_fit(browser, *answers[name], f"themes-{name}")

    def test_m_merges_what_was_chosen_with_the_keys(self, browser, answers, one, two):
        with glances.opened(browser, Whatever(answers["ranking"][1])) as page:
            page.goto(LIST)
            page.keyboard.press("Shift+J")
            with page.expect_request(lambda request: "/merge/" in request.url) as asked:
                page.keyboard.press("m")
            sent = asked.value.post_data
            assert f"theme={one.number}" in sent
            assert f"theme={two.number}" in sent
