import pytest
from tests.cli.demo.reading import Demo, read_rows

from clew.cli.demo.stock import CHANNELS

QUOTES = {
    ("Northwind Heating & Air", "support"): (
        """Two guys called in sick at 6:40 this morning and that was it for the day. I can drag a job from one tech to another, sure, \
but it doesn’t care that Rosa isn’t certified for gas, and it doesn’t tell the four customers downstream. By ten I had the whole \
board printed out and was moving paper around.

We pay for this so that I don’t have to do that. If I could just say “Marcus is out, split his day” and see two or three ways to \
do it, I’d have been done in five minutes.""",
        "Rosa got sent to a gas job again.",
        "Swapping crews takes me longer than the phone did.",
    ),
    ("Northwind Heating & Air", "review"): ("Love the van view, keep going.",),
    ("Sunbelt Cooling", "call"): (
        """With 150 vans I lose four techs on a normal Monday. Show me the part where it puts the day back together, because the last \
vendor couldn’t.""",
    ),
    ("Calder Plumbing Group", "interview"): (
        "When Marcus is out I rebuild his route by hand and I call every customer myself. It’s an hour, easily.",
        "Marcus texts me at six, he’s got the flu. Marcus has nine jobs.",
        "near isn’t the same as able",
        "the system asks me, it doesn’t tell me",
        "I call every single one myself. It’s an hour, easily.",
        "Let me pick. Don’t do it for me, I’ve got reasons you don’t know about. But do the homework.",
    ),
    ("Kestrel Fire & Safety", "survey"): (
        "What slows you down? Last-minute absences. The board has no idea who is qualified to step in.",
    ),
    ("Redwood Pest Control", "review"): (
        "Good app until someone doesn’t show up. Then it’s back to the whiteboard. Two stars till that’s fixed.",
    ),
    ("Metro Elevator Service", "support"): (
        "Moved a job off a sick tech and the customer still got the old arrival text. They waited three hours.",
    ),
    ("Pinecrest Garage Doors", "support"): (
        "Is there a way to mark a tech as out for the day without deleting all his jobs one at a time?",
    ),
    ("Alder & Sons", "survey"): ("We never have absences, so this is noise on my board.",),
}
NAMED = {
    "Northwind Heating & Air": ("Mid-market", 84, 46_000, "2027-01-31"),
    "Sunbelt Cooling": ("Mid-market", 150, 97_000, "2027-01-23"),
    "Calder Plumbing Group": ("Mid-market", 118, 71_000, "2027-01-15"),
    "Kestrel Fire & Safety": ("Mid-market", 92, 52_000, "2027-05-31"),
    "Redwood Pest Control": ("Growing", 43, 24_000, "2027-06-30"),
    "Metro Elevator Service": ("Mid-market", 72, 41_000, "2027-08-09"),
    "Pinecrest Garage Doors": ("Growing", 19, 11_000, "2027-09-18"),
    "Alder & Sons": ("Small", 7, 4_000, "2027-04-21"),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_column_of_the_mapping_is_in_its_file(demo: Demo, channel: str):
    how = demo.mapping[channel]
    rows = read_rows(demo.manifest.folder / how["file"], how["encoding"], how["delimiter"])
    assert set(how["columns"].values()) <= set(rows[0])
    assert {"text", "said_at", "source_id"} <= set(how["columns"])
    assert (how["kind"], bool(how["name"])) == (channel, True)


@pytest.mark.parametrize("table", ["accounts", "people"])
def test_each_column_of_the_tables_is_in_its_file(demo: Demo, table: str):
    how = demo.mapping[table]
    assert set(how["columns"].values()) <= set(demo.rows(how["file"])[0])


def test_the_files_have_the_traps_of_their_kind(demo: Demo):
    folder = demo.manifest.folder
    assert (folder / "reviews.csv").read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert (folder / "calls.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert any("\n" in header for header in demo.rows("survey.csv")[0])
    assert any("\n\n" in row["Description"] for row in demo.rows("support.csv"))
    days = [int(row["Date"][:2]) for row in read_rows(folder / "calls.csv", "utf-8-sig", ";")]
    assert max(days) > 12  # day first, and the column says so
    assert all(row["Date"][3:5] <= "12" for row in read_rows(folder / "calls.csv", "utf-8-sig", ";"))


def test_ids_grow_with_time_at_the_help_desk(demo: Demo):
    tickets = [(note.said_at, int(note.ref.partition(":")[2])) for note in demo.notes if note.channel == "support"]
    assert [number for _, number in tickets] == sorted({number for _, number in tickets})


@pytest.mark.parametrize(("account", "channel"), list(QUOTES))
def test_the_quotes_of_the_design_stand_word_for_word(demo: Demo, account: str, channel: str):
    names = demo.account_names()
    own = [note for note in demo.notes if names.get(demo.planted(note)["account"]) == account]
    texts = [note.text for note in own if note.channel == channel]
    for quote in QUOTES[account, channel]:
        assert any(quote in text for text in texts), quote


def test_dana_whitlock_writes_on_the_last_morning(demo: Demo):
    (note,) = [note for note in demo.notes if "Marcus is out, split his day" in note.text]
    assert (note.person, f"{note.said_at:%Y-%m-%d %H:%M}") == ("Dana Whitlock", "2026-11-18 14:12")  # 08:12 in Chicago


def test_the_named_accounts_are_as_the_design_has_them(demo: Demo):
    rows = {row["Account name"]: row for row in demo.rows("accounts.csv")}
    for name, (segment, vans, arr, renews_on) in NAMED.items():
        row = rows[name]
        assert (row["Segment"], int(row["Vans"]), int(row["ARR (USD)"]), row["Renewal date"]) == (
            segment,
            vans,
            arr,
            renews_on,
        )


def test_segments_and_plans_follow_from_the_vans(demo: Demo):
    for row in demo.rows("accounts.csv"):
        vans = int(row["Vans"])
        assert row["Segment"] == ("Small" if vans < 10 else "Growing" if vans < 50 else "Mid-market")
        assert row["Plan"] == {"Small": "Crew", "Growing": "Branch", "Mid-market": "Fleet"}[row["Segment"]]


def test_stars_and_scores_stay_on_their_scales(demo: Demo):
    assert {note.rating for note in demo.notes if note.channel == "review"} <= set("12345")
    assert {int(note.rating) for note in demo.notes if note.channel == "survey"} <= set(range(11))
