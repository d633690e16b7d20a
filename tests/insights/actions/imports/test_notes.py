from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.importing import counts, import_notes
from tests.people import make_account, make_channel

from clew.insights.models import Account, Channel, Note, NoteVector, Person
from clew.interchange.models import ImportRun, Reading, RunStatus
from clew.kit.errors import Invalid, NotAllowed
from clew.workspaces.models import Event

TICKETS = """ticket id,created at,subject,description,rating,email,requester,company,plan
T-1,2026-11-19 08:12:00,Sick call,"The plan broke,
nobody knew.",1,ana@acme.com,Ana Reyes,Acme,pro
T-2,2026-10-01,Export,Exports are quick now,5,bo@acme.com,Bo Lind,Acme,pro
T-3,,No date,It is fine,3,,,,free
"""


def notes(scope, **lookup):
    return Note.objects.filter(workspace=scope.workspace, **lookup).order_by("number")


def test_every_mapped_cell_finds_its_place(scope, file, now):
    account = import_notes(scope, file("tickets.csv", TICKETS))
    assert counts(account) == (3, 0, 0, 0, 0)
    first, second, third = notes(scope)
    assert first.text == "The plan broke,\nnobody knew."
    assert (first.number, first.title, first.source_id) == (1, "Sick call", "T-1")
    assert (first.said_at, first.is_dated) == (datetime(2026, 11, 19, 8, 12, tzinfo=UTC), True)
    assert (first.rating, first.mood, first.extra) == (Decimal(1), -1, {"plan": "pro"})
    assert (first.account.name, first.person.email, first.person.name) == ("Acme", "ana@acme.com", "Ana Reyes")
    assert (second.mood, third.mood) == (1, 0)
    assert (third.said_at, third.is_dated, third.person, third.account) == (now, False, None, None)


def test_only_fresh_notes_wait_in_the_inbox_unless_told_otherwise(scope, file):
    path = file("tickets.csv", TICKETS)
    import_notes(scope, path)
    assert [note.triaged_at is None for note in notes(scope)] == [True, False, False]
    import_notes(scope, path, channel="All", triage="all")
    assert not notes(scope, channel__name="All").exclude(triaged_at=None).exists()
    import_notes(scope, path, channel="None", triage="none")
    assert not notes(scope, channel__name="None", triaged_at=None).exists()


def test_a_second_import_of_the_same_file_changes_nothing(scope, file):
    path = file("tickets.csv", TICKETS)
    import_notes(scope, path)
    before = list(notes(scope).values())
    assert counts(import_notes(scope, path)) == (0, 0, 3, 0, 0)
    assert list(notes(scope).values()) == before
    assert (
        Person.objects.filter(workspace=scope.workspace).count(),
        Account.objects.filter(workspace=scope.workspace).count(),
    ) == (2, 1)


def test_an_unchanged_import_is_remembered_but_wakes_nobody(scope, file):
    path = file("tickets.csv", TICKETS)
    import_notes(scope, path)
    import_notes(scope, path)
    verbs = list(
        Event.objects.filter(workspace=scope.workspace, subject_kind="import")
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert verbs == ["note.imported", "import.changed_nothing"]


def test_a_source_that_says_something_else_changes_its_note_and_nothing_more(scope, file):
    import_notes(scope, file("tickets.csv", TICKETS))
    first = notes(scope).first()
    NoteVector.objects.create(note=first, workspace=scope.workspace, embedder="e", vector=[0.0] * 512)
    changed = TICKETS.replace("Exports are quick now", "Exports fail").replace("quick now,5", "quick now,1")
    assert counts(import_notes(scope, file("tickets.csv", changed))) == (0, 1, 2, 0, 0)
    assert list(notes(scope).values_list("text", flat=True))[1] == "Exports fail"
    assert NoteVector.objects.filter(note=first).exists()


def test_new_words_lose_the_old_place_in_meaning(scope, file):
    import_notes(scope, file("tickets.csv", TICKETS))
    for note in notes(scope):
        NoteVector.objects.create(note=note, workspace=scope.workspace, embedder="e", vector=[0.0] * 512)
    import_notes(scope, file("tickets.csv", TICKETS.replace("Exports are quick now", "Exports fail")))
    assert list(NoteVector.objects.values_list("note__source_id", flat=True).order_by("note__number")) == ["T-1", "T-3"]


def test_what_a_person_corrected_survives_the_next_import(scope, file):
    path = file("tickets.csv", TICKETS)
    import_notes(scope, path)
    account = make_account(scope.workspace, "Blue Ridge")
    notes(scope, source_id="T-3").update(text="Corrected", account=account, triaged_at=None)
    assert counts(import_notes(scope, path)) == (0, 0, 3, 0, 0)
    changed = TICKETS.replace("It is fine", "It is not fine")
    assert counts(import_notes(scope, file("changed.csv", changed))) == (0, 1, 2, 0, 0)
    third = notes(scope, source_id="T-3").get()
    assert (third.text, third.account, third.triaged_at) == ("It is not fine", account, None)
    assert third.said_at == notes(scope).last().said_at


def test_identical_rows_count_once_and_say_which_row_came_first(scope, file):
    text = "text,score\nGood,5\nBad,1\nGood,5\n Good ,5\nGood,4\n"
    path = file("reviews.csv", text)
    account = import_notes(scope, path)
    assert counts(account) == (3, 0, 0, 2, 0)
    assert [(row.row, row.reason) for row in account.repeats] == [(3, "The same as row 1."), (4, "The same as row 1.")]
    assert counts(import_notes(scope, path)) == (0, 0, 3, 2, 0)


def test_a_later_row_with_the_same_id_updates_the_earlier_one_and_stays_so(scope, file):
    text = "id,text\n1,first\n2,other\n1,second\n1,first\n1,third\n"
    path = file("log.csv", text)
    account = import_notes(scope, path)
    assert counts(account) == (2, 2, 0, 1, 0)
    assert notes(scope, source_id="1").get().text == "third"
    assert counts(import_notes(scope, path)) == (0, 0, 4, 1, 0)
    assert notes(scope, source_id="1").get().text == "third"


def test_the_last_version_counts_across_batches_too(scope, file, monkeypatch):
    monkeypatch.setattr("clew.interchange.actions.batches.ROWS", 2)
    path = file("log.csv", "id,text\n1,first\n2,b\n3,c\n1,second\n4,d\n1,third\n1,second\n")
    assert counts(import_notes(scope, path)) == (4, 2, 0, 1, 0)
    assert notes(scope, source_id="1").get().text == "third"
    assert counts(import_notes(scope, path)) == (0, 0, 6, 1, 0)
    assert notes(scope, source_id="1").get().text == "third"


def test_columns_in_another_order_are_still_the_same_rows(scope, file):
    import_notes(scope, file("a.csv", "text,score\nGood,5\n"))
    assert counts(import_notes(scope, file("b.csv", "score,text\n5,Good\n"))) == (0, 0, 1, 0, 0)


def test_the_same_row_in_two_channels_makes_two_notes(scope, file):
    path = file("tickets.csv", TICKETS)
    import_notes(scope, path)
    assert counts(import_notes(scope, path, channel="E-mail")) == (3, 0, 0, 0, 0)


def test_rows_without_words_are_refused_and_the_others_taken(scope, file):
    account = import_notes(scope, file("r.csv", "text,score\nGood,5\n,4\n  ,3\nBad,1\n"))
    assert counts(account) == (2, 0, 0, 0, 2)
    assert [(row.row, row.line, row.column, row.reason) for row in account.refused] == [
        (2, 3, "text", "There are no words in it."),
        (3, 4, "text", "There are no words in it."),
    ]


def test_a_date_that_does_not_exist_is_refused_with_the_mend(scope, file):
    account = import_notes(scope, file("r.csv", "text,date\nGood,30 Nov 2025\nBad,31 Nov 2025\n"))
    assert counts(account) == (1, 0, 0, 0, 1)
    (refused,) = account.refused
    assert (refused.row, refused.column, refused.value) == (2, "date", "31 Nov 2025")
    assert refused.reason == "November has 30 days. Try 30 Nov 2025."


def test_a_note_from_the_future_is_refused(scope, file):
    account = import_notes(scope, file("r.csv", "text,date\nGood,2026-11-20\nBad,2026-12-20\n"))
    assert account.refused[0].reason == "20 Dec 2026 lies in the future. Check which number is the day."


def test_dates_are_read_in_the_workspaces_zone_and_kept_as_written_where_they_tell_another(scope, file):
    scope.workspace.timezone = "Europe/Berlin"
    scope.workspace.save()
    import_notes(scope, file("r.csv", "text,date\nA,2026-07-01 12:00\nB,2026-07-01T12:00:00-05:00\n"))
    here, there = notes(scope)
    assert (here.said_at.hour, here.extra) == (10, {})
    assert (there.said_at.hour, there.extra) == (17, {"date": "2026-07-01T12:00:00-05:00"})


def test_a_column_that_reads_both_ways_is_asked_about_and_the_answer_is_taken(scope, file):
    path = file("r.csv", "text,date\nGood,04/05/2026\nBad,06/05/2026\n")
    with pytest.raises(Invalid, match="Column “date”: Every date reads both ways, such as “04/05/2026”") as caught:
        import_notes(scope, path)
    assert caught.value.questions[0].choices == (("day-first", "day first"), ("month-first", "month first"))
    assert not ImportRun.objects.exists()
    import_notes(scope, path, readings={"date": Reading(order="day-first")})
    assert [note.said_at.month for note in notes(scope)] == [5, 5]


def test_several_columns_become_one_note_or_one_each(scope, file):
    text = (
        "Timestamp,What is missing?,Anything else?\n2026-11-01,Offline mode,Love it\n2026-11-02,,Thanks\n2026-11-03,,\n"
    )
    fields = {"text": ["What is missing?", "Anything else?"], "said_at": ["Timestamp"]}
    account = import_notes(scope, file("s.csv", text), fields, channel="Joined")
    assert counts(account) == (2, 0, 0, 0, 1)
    assert [note.text for note in notes(scope)] == ["Offline mode\n\nLove it", "Thanks"]
    account = import_notes(scope, file("s.csv", text), fields, channel="Split", split="yes")
    assert counts(account) == (2, 0, 0, 0, 1)
    made = [(note.title, note.text) for note in notes(scope, channel__name="Split")]
    assert made == [("What is missing?", "Offline mode"), ("Anything else?", "Love it"), ("Anything else?", "Thanks")]
    assert account.refused[0].column == "What is missing?, Anything else?"
    again = import_notes(scope, file("s.csv", text), fields, channel="Split", split="yes")
    assert counts(again) == (0, 0, 2, 0, 1)
    assert account.sentence.startswith("Brought 3 notes from s.csv into Split.")


def test_html_becomes_words_and_the_original_is_kept(scope, file):
    text = (
        'text,score\n"<p>Export is <b>slow</b></p><script>alert(1)</script>",1\n<script>alert(1)</script>,1\n=1+1,5\n'
    )
    import_notes(scope, file("h.csv", text))
    first, second, third = notes(scope)
    assert (first.text, first.extra["text"]) == (
        "Export is slow",
        "<p>Export is <b>slow</b></p><script>alert(1)</script>",
    )
    assert (second.text, second.extra) == ("<script>alert(1)</script>", {})
    assert third.text == "=1+1"


def test_control_characters_never_reach_the_database(scope, file):
    import_notes(
        scope, file("c.csv", "id,text,mo\x01re\n" + "1,fine,x\n" * 50 + "2,br\x00oken\x07,\x00y\n"), {"text": ["text"]}
    )
    last = notes(scope).last()
    assert (last.text, last.extra) == ("broken", {"id": "2", "more": "y"})


def test_words_beyond_a_notes_size_are_refused(scope, file):
    account = import_notes(scope, file("l.csv", f"text,x\n{'word ' * 50_000},1\nfine,2\n"))
    assert account.refused[0].reason == "The text holds 249,999 characters; a note takes 200,000."


@pytest.mark.parametrize(
    ("header", "marks", "option", "moods"),
    [
        ("stars", "1 2 3 4 5", "", [-1, -1, 0, 1, 1]),
        ("score", "0 6 7 8 9 10", "", [-1, -1, 0, 0, 1, 1]),
        ("nps", "1 3 5", "", [-1, -1, -1]),
        ("score", "1 5 10 87", "", [None, None, None, None]),
        ("score", "0 3 5", "", [None, None, None]),
        ("stars", "0 3 5", "", [-1, 0, 1]),
        ("score", "1 3 5", "none", [None, None, None]),
        ("rating", "4/5 2/5 9/10", "", [1, -1, 1]),
        ("rating", "★★★★☆ ★☆☆☆☆", "", [1, -1]),
    ],
)
def test_the_mood_follows_from_the_rating(scope, file, header, marks, option, moods):
    rows = "".join(f"note {place},{mark}\n" for place, mark in enumerate(marks.split()))
    fields = {"text": ["text"], "rating": [header]}
    import_notes(scope, file("m.csv", f"text,{header}\n{rows}"), fields, scale=option)
    assert [note.mood for note in notes(scope)] == moods


def test_a_mark_beyond_the_chosen_scale_is_refused(scope, file):
    account = import_notes(scope, file("m.csv", "text,rating\na,4\nb,7\nc,-1\n"), scale="5")
    assert [row.reason for row in account.refused] == [
        "A mark of 7 is not between 0 and 5.",
        "A mark of -1 is not between 0 and 5.",
    ]


# ── who said it ───────────────────────────────────────────────────────────────────────────────────────
def test_a_person_counts_once_however_the_rows_tell_them(scope, file):
    text = (
        "text,person_name,person_email,person_id,account_name\n"
        "a,Ana Reyes,,,Acme\n"  # a name within an account
        "b,ana reyes,ANA@acme.com,,ACME \n"  # the same, now with an address
        "c,,ana@acme.com,u7,\n"  # the address brings an id
        "d,,,u7,\n"  # the id alone
        "e,A. Reyes,Ana <ana@acme.com>,,Acme\n"
    )
    fields = {name: [name] for name in text.split("\n", 1)[0].split(",")}
    import_notes(scope, file("p.csv", text), fields)
    (person,) = Person.objects.filter(workspace=scope.workspace)
    assert (person.name, person.email, person.external_id, person.key) == (
        "Ana Reyes",
        "ana@acme.com",
        "u7",
        "e:ana@acme.com",
    )
    assert {note.person for note in notes(scope)} == {person}
    assert {note.account.name for note in notes(scope)} == {"Acme"}


def test_the_same_holds_when_the_rows_come_in_batches(scope, file, monkeypatch):
    monkeypatch.setattr("clew.interchange.actions.batches.ROWS", 1)
    test_a_person_counts_once_however_the_rows_tell_them(scope, file)


def test_namesakes_in_other_accounts_and_with_other_addresses_are_others(scope, file):
    text = "text,name,email,company\na,Ana,ana@acme.com,Acme\nb,Ana,ana.two@acme.com,Acme\nc,Ana,,Blue Ridge\nd,Ana,,\n"
    import_notes(scope, file("p.csv", text))
    assert Person.objects.filter(workspace=scope.workspace, name="Ana").count() == 4


def test_a_bare_name_is_somebody_within_the_channel(scope, file):
    path = file("p.csv", "text,author\na,Sam\nb,sam \nc,\n")
    import_notes(scope, path)
    import_notes(scope, path, channel="Reviews")
    assert Person.objects.filter(workspace=scope.workspace).count() == 2


def test_names_that_tools_give_to_strangers_are_nobody(scope, file):
    import_notes(scope, file("p.csv", "text,author\na,A Google user\nb,a google user\nc,N/A\nd,Anonymous\n"))
    assert not Person.objects.filter(workspace=scope.workspace).exists()


def test_ids_that_say_nothing_are_no_ids(scope, file):
    path = file("i.csv", "id,text\nN/A,a\nN/A,b\n-,c\n")
    assert counts(import_notes(scope, path)) == (3, 0, 0, 0, 0)
    assert counts(import_notes(scope, path)) == (0, 0, 3, 0, 0)


def test_an_account_is_told_by_id_then_by_name(scope, file):
    make_account(scope.workspace, "Acme", external_id="A1")
    text = (
        "text,account_name,account_id,account_domain\na,Other name,A1,\nb,ACME,,www.acme.com\nc,New,N9,\nd,Acme,X2,\n"
    )
    fields = {name: [name] for name in text.split("\n", 1)[0].split(",")}
    import_notes(scope, file("a.csv", text), fields)
    assert [note.account.name for note in notes(scope)] == ["Acme", "Acme", "New", "Acme (X2)"]
    acme = Account.objects.get(workspace=scope.workspace, external_id="A1")
    assert (acme.name, acme.domain) == ("Acme", "acme.com")


def test_an_address_finds_the_one_account_of_its_domain_but_never_a_mail_providers(scope, file):
    acme = make_account(scope.workspace, "Acme", domain="acme.com")
    make_account(scope.workspace, "Twin one", domain="twin.com")
    make_account(scope.workspace, "Twin two", domain="twin.com")
    make_account(scope.workspace, "Mail", domain="gmail.com")
    text = "text,email\na,x@acme.com\nb,x@twin.com\nc,x@gmail.com\nd,x@unknown.com\n"
    import_notes(scope, file("e.csv", text))
    assert [note.account for note in notes(scope)] == [acme, None, None, None]
    assert Account.objects.filter(workspace=scope.workspace).count() == 4


def test_a_known_persons_account_is_the_notes_account(scope, file):
    import_notes(scope, file("a.csv", "text,email,company\na,ana@home.org,Acme\n"))
    import_notes(scope, file("b.csv", "text,email\nb,ana@home.org\n"))
    assert [note.account.name for note in notes(scope)] == ["Acme", "Acme"]


# ── the channel, the workspace, the door ──────────────────────────────────────────────────────────────
def test_the_channel_is_found_however_it_is_spelled_and_remembers_its_columns(scope, file):
    make_channel(scope.workspace, "App reviews")
    import_notes(scope, file("r.csv", "text,score\nGood,5\n"), channel=" app  REVIEWS ")
    channel = Channel.objects.get(workspace=scope.workspace)
    assert channel.mapping["fields"] == {"text": ["text"], "rating": ["score"]}


def test_a_channel_without_a_name_or_of_no_kind_is_refused(scope, file):
    path = file("r.csv", "text\nGood\n")
    with pytest.raises(Invalid, match="Channel is needed"):
        import_notes(scope, path, channel=" ")
    with pytest.raises(Invalid, match="Kind of channel: choose"):
        import_notes(scope, path, kind="pigeon")
    assert not ImportRun.objects.exists()


def test_nothing_of_another_workspace_is_touched(world, scope, file):
    before = {
        model: list(model.objects.filter(workspace=world.elsewhere).values())
        for model in (Note, Account, Channel, Person)
    }
    import_notes(scope, file("t.csv", TICKETS))
    for model, rows in before.items():
        assert list(model.objects.filter(workspace=world.elsewhere).values()) == rows
    assert not notes(scope, account__workspace=world.elsewhere).exists()


def test_a_reader_cannot_import(world, file):
    from tests.people import scope_of

    with pytest.raises(NotAllowed):
        import_notes(scope_of(world.dana), file("t.csv", TICKETS))


def test_a_rehearsal_tells_the_same_and_leaves_nothing(scope, file):
    path = file("t.csv", TICKETS + "T-4,31 Nov 2026,x,bad date,3,,,,\n")
    rehearsed = import_notes(scope, path, rehearsal=True)
    assert not notes(scope).exists()
    assert not Person.objects.filter(workspace=scope.workspace).exists()
    assert not Channel.objects.filter(workspace=scope.workspace).exists()
    assert not Event.objects.filter(workspace=scope.workspace).exists()
    assert not ImportRun.objects.exists()
    assert import_notes(scope, path) == rehearsed
    assert ImportRun.objects.get().status == RunStatus.DONE


def test_numbers_go_on_where_they_ended(scope, file):
    import_notes(scope, file("a.csv", "text\na\nb\n"))
    import_notes(scope, file("c.csv", "text\nc\n"), rehearsal=True)
    import_notes(scope, file("b.csv", "text\nc\nd\n"), channel="Other")
    assert list(notes(scope).values_list("number", flat=True)) == [1, 2, 3, 4]


def test_imported_notes_name_their_run(scope, file, now):
    import_notes(scope, file("a.csv", "text\na\n"), now=now + timedelta(hours=1))
    note = notes(scope).get()
    assert note.run == ImportRun.objects.get()
    assert note.created_at == now + timedelta(hours=1)
