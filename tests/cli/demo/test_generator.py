from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cli.demo.reading import TODAY, Demo, read, sentences

from clew.cli.demo import generate
from clew.cli.demo.accounts import SEGMENTS
from clew.cli.demo.generator import TRADE_NAMES
from clew.cli.demo.stock import passages, themes

DAYS = (date(2025, 1, 1), date(2028, 2, 29), date(2029, 12, 28), date(2035, 7, 1))


# ── how much ──────────────────────────────────────────────────────────────────────────────────────────
def test_there_are_about_1300_notes_in_five_channels(demo: Demo):
    assert 1250 <= demo.manifest.notes <= 1380
    assert demo.manifest.notes == len(demo.notes) == len(demo.truth["notes"])
    assert set(Counter(note.channel for note in demo.notes)) == {"support", "call", "review", "survey", "interview"}
    assert min(Counter(note.channel for note in demo.notes).values()) >= 90


def test_there_are_412_accounts_worth_8_million(demo: Demo):
    accounts = demo.rows("accounts.csv")
    assert len(accounts) == demo.manifest.accounts == 412
    assert sum(int(row["ARR (USD)"]) for row in accounts) == demo.manifest.arr == demo.truth["totals"]["arr"]
    assert demo.manifest.arr == pytest.approx(8_000_000, rel=0.005)
    assert len({row["Account name"] for row in accounts}) == len({row["Domain"] for row in accounts}) == 412


def test_about_half_of_the_accounts_have_spoken(demo: Demo):
    spoken = {planted["account"] for planted in demo.truth["notes"].values()} - {None}
    assert 190 <= len(spoken) <= 230
    assert demo.truth["totals"]["heard"]["accounts"] == len(spoken)


def test_each_theme_has_its_planted_number_in_the_last_90_days(demo: Demo):
    edge = TODAY - timedelta(days=90)
    for key, theme in themes().items():
        recent = [note for note in demo.about(key) if note.said_at.date() >= edge]
        assert demo.truth["themes"][key]["recent"]["notes"] == theme.recent
        assert len(recent) == theme.recent, key


def test_accounts_and_revenue_behind_the_largest_themes_are_near_the_design(demo: Demo):
    for key in ("sick_call", "permissions", "eta_texts", "offline_notes", "overtime", "quickbooks"):
        reach, theme = demo.truth["themes"][key]["recent"], themes()[key]
        assert reach["arr"] == pytest.approx(theme.arr, rel=0.1), key
        assert reach["accounts"] == pytest.approx(theme.accounts, abs=6), key


# ── what is true of every note ────────────────────────────────────────────────────────────────────────
def test_each_note_has_an_id_of_its_own_and_text(demo: Demo):
    assert len({note.ref for note in demo.notes}) == len(demo.notes)
    assert {note.ref for note in demo.notes} == set(demo.truth["notes"])
    assert all(note.text.strip() for note in demo.notes)


def test_every_account_and_address_that_a_note_names_exists(demo: Demo):
    names = {row["Account name"] for row in demo.rows("accounts.csv")}
    people = {row["Email"]: row for row in demo.rows("people.csv")}
    ids = {row["Account ID"] for row in demo.rows("accounts.csv")}
    assert {note.account for note in demo.notes} - {""} <= names
    assert {note.email for note in demo.notes} - {""} <= set(people)
    assert {row["Account ID"] for row in people.values()} == ids


def test_addresses_lie_in_domains_that_nobody_owns(demo: Demo):
    accounts = {row["Account ID"]: row["Domain"] for row in demo.rows("accounts.csv")}
    for row in demo.rows("people.csv"):
        assert row["Email"].endswith("@" + accounts[row["Account ID"]])
        assert row["Email"].endswith(".example")


def test_some_notes_have_an_address_only_a_nickname_only_or_nobody(demo: Demo):
    assert any(note.email and not note.account for note in demo.notes if note.channel == "support")
    assert any(note.person and not note.email for note in demo.notes if note.channel == "review")
    assert any(not (note.person or note.email or note.account) for note in demo.notes if note.channel == "survey")


def test_nobody_speaks_before_being_a_customer(demo: Demo):
    since = {row["Account ID"]: date.fromisoformat(row["Customer since"]) for row in demo.rows("accounts.csv")}
    early = [
        note
        for note in demo.notes
        if (account := demo.planted(note)["account"]) and note.said_at.date() < since[account]
    ]
    assert len(early) <= 5


def test_what_is_said_fits_the_trade_and_mostly_the_size_of_who_says_it(demo: Demo):
    accounts = {row["Account ID"]: row for row in demo.rows("accounts.csv")}
    stock = {one.key: one for one in passages()}
    said = [(stock[one["passage"]], accounts[one["account"]]) for one in demo.truth["notes"].values() if one["account"]]
    trades = [account["Trade"] == TRADE_NAMES[passage.trade] for passage, account in said if passage.trade]
    sizes = [account["Segment"] == SEGMENTS[passage.size] for passage, account in said if passage.size]
    assert sum(trades) / len(trades) > 0.99
    assert sum(sizes) / len(sizes) > 0.95


def test_each_session_of_an_interview_is_with_one_person(demo: Demo):
    found: dict[str, set[tuple[str, str]]] = {}
    for row in demo.rows("interviews.csv"):
        found.setdefault(row["Session"], set()).add((row["Participant"], row["Date"]))
    assert all(len(who) == 1 for who in found.values())
    assert len(found) < len(demo.rows("interviews.csv"))


# ── it reads like people ──────────────────────────────────────────────────────────────────────────────
def test_no_sentence_is_said_twice_by_accident(demo: Demo):
    said = Counter(sentence for note in demo.originals() for sentence in set(sentences(note.text)))
    assert [sentence for sentence, count in said.items() if count > 1] == []


def test_no_two_originals_have_the_same_text(demo: Demo):
    texts = Counter(note.text.casefold() for note in demo.originals())
    assert [text for text, count in texts.items() if count > 1] == []


def test_one_note_in_eight_is_french(demo: Demo):
    french = [ref for ref, planted in demo.truth["notes"].items() if planted["language"] == "fr"]
    assert 0.12 <= len(french) / len(demo.notes) <= 0.15
    country = {row["Account ID"]: (row["Country"], row["Region"]) for row in demo.rows("accounts.csv")}
    homes = {country[account] for ref in french if (account := demo.truth["notes"][ref]["account"])}
    assert {home[0] for home in homes} == {"FR", "CA"}
    assert {home[1] for home in homes if home[0] == "CA"} == {"CA-QC"}


def test_some_notes_are_mistyped_and_most_are_not(demo: Demo):
    slips = [planted["typos"] for planted in demo.truth["notes"].values()]
    words = sum(len(note.text.split()) for note in demo.notes)
    assert 0.05 <= sum(count > 0 for count in slips) / len(slips) <= 0.2
    assert 0.001 <= sum(slips) / words <= 0.01


def test_lengths_vary_from_a_word_to_a_page(demo: Demo):
    lengths = sorted(len(note.text.split()) for note in demo.notes)
    assert lengths[0] <= 2
    assert lengths[-1] >= 150
    assert sum(length <= 8 for length in lengths) >= 100
    assert sum(length >= 70 for length in lengths) >= 40


def test_praise_noise_two_complaints_and_dissent_are_planted(demo: Demo):
    planted = demo.truth["notes"].values()
    kinds = Counter(one["kind"] for one in planted)
    assert kinds["praise"] >= 70
    assert kinds["noise"] >= 120
    assert sum(len(one["themes"]) > 1 for one in planted) >= 30
    assert sum(one["stance"] == "against" for one in planted) >= 15


# ── repeats ───────────────────────────────────────────────────────────────────────────────────────────
def test_sixty_near_and_fifteen_exact_repeats_are_planted(demo: Demo):
    how = Counter(planted["how"] for planted in demo.truth["notes"].values() if planted["repeats"])
    assert how["exact"] == 15
    assert how.total() - how["exact"] == 60
    assert how.total() == demo.manifest.repeats


def test_a_repeat_comes_after_an_original_and_shares_its_words(demo: Demo):
    by_ref = {note.ref: note for note in demo.notes}
    for note in demo.notes:
        planted = demo.planted(note)
        if planted["repeats"] is None:
            continue
        original = by_ref[planted["repeats"]]
        assert demo.planted(original)["repeats"] is None
        assert original.said_at.date() <= note.said_at.date()
        assert (original.text == note.text) == (planted["how"] == "exact") or planted["how"] == "two channels"
        assert len(_words(original.text) & _words(note.text)) / len(_words(original.text)) > 0.6, note.ref


def test_a_repeat_is_by_the_same_person_or_a_colleague(demo: Demo):
    for planted in demo.truth["notes"].values():
        if planted["repeats"]:
            original = demo.truth["notes"][planted["repeats"]]
            assert planted["account"] == original["account"]
            assert (planted["person"] != original["person"]) == (planted["how"] == "forwarded by a colleague")


# ── trends ────────────────────────────────────────────────────────────────────────────────────────────
def test_one_theme_rises_in_the_last_ten_weeks_and_one_falls(demo: Demo):
    assert _last_five_weeks_over_the_five_before(demo, demo.truth["rises"]) > 1.4
    assert _last_five_weeks_over_the_five_before(demo, demo.truth["falls"]) < 0.75


def test_one_theme_grows_and_no_opportunity_rests_on_it(demo: Demo):
    unlinked = demo.truth["rises_unlinked"]
    half = [note for note in demo.about(unlinked) if note.said_at.date() >= TODAY - timedelta(days=45)]
    assert len(half) > demo.truth["themes"][unlinked]["recent"]["notes"] / 2
    rests_on = [ref.split()[0] for row in demo.rows("opportunities.csv") for ref in row["rests_on"].split("; ")]
    assert not any(unlinked in demo.truth["notes"][ref]["themes"] for ref in rests_on)


def test_weekends_and_christmas_are_quiet(demo: Demo):
    support = [note.said_at for note in demo.notes if note.channel == "support"]
    weekdays = Counter(when.weekday() for when in support)
    assert max(weekdays[5], weekdays[6]) < min(weekdays[day] for day in range(5))
    assert all(note.said_at.weekday() < 5 for note in demo.notes if note.channel in ("call", "interview"))
    holidays = [note for note in demo.notes if date(2025, 12, 22) <= note.said_at.date() <= date(2026, 1, 2)]
    assert len(holidays) < 5


def test_more_is_said_each_half_year(demo: Demo):
    halves = Counter((TODAY - note.said_at.date()).days // 183 for note in demo.notes)
    assert halves[0] > halves[1] > halves[2]


# ── any day, any seed ─────────────────────────────────────────────────────────────────────────────────
def test_the_same_seed_and_day_give_the_same_files(demo: Demo, tmp_path: Path):
    again = generate(tmp_path, today=TODAY)
    for name in again.files:
        assert (tmp_path / name).read_bytes() == (demo.manifest.folder / name).read_bytes(), name


def test_another_seed_gives_other_notes(demo: Demo, tmp_path: Path):
    other = read(generate(tmp_path, today=TODAY, seed=8))
    assert {note.text for note in other.notes} != {note.text for note in demo.notes}
    assert other.truth["themes"]["sick_call"]["recent"]["notes"] == themes()["sick_call"].recent


@pytest.mark.parametrize("today", DAYS)
def test_any_day_of_ten_years_will_do(today: date, tmp_path: Path):
    other = read(generate(tmp_path, today=today))
    first, last = today - timedelta(days=550), today - timedelta(days=1)
    assert all(first <= note.said_at.date() <= last for note in other.notes)
    assert {key: theme["recent"]["notes"] for key, theme in other.truth["themes"].items()} == {
        key: theme.recent for key, theme in themes().items()
    }
    assert _last_five_weeks_over_the_five_before(other, other.truth["rises"]) > 1.2  # Christmas may fall into them
    assert 190 <= other.truth["totals"]["heard"]["accounts"] <= 230


def _words(text: str) -> set[str]:
    return set(text.casefold().split())


def _last_five_weeks_over_the_five_before(demo: Demo, theme: str) -> float:
    ages = [(demo.manifest.today - note.said_at.date()).days for note in demo.about(theme)]
    return sum(age <= 35 for age in ages) / sum(35 < age <= 70 for age in ages)
