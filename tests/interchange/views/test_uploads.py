"""A file through the web: upload, columns, rehearsal, import, account. And files that cannot be read."""

import io
import re
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.people import make_channel

from clew.insights.models import Note
from clew.interchange import jobs
from clew.interchange.models import FORMATS, ColumnMap, ImportRun, RunStatus

FILE = (
    b"Id,Comment,Company,Date,Stars,Colour\n"
    b'7,"The plan broke at noon",Calder,2026-11-01,2,blue\n'
    b'8,"Great app, honestly",Acme,2026-11-02,5,\n'
    b'9,"Third one",Acme,2026-13-45,4,\n'
)


def client_of(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def bob(bob):
    return client_of(bob)


def upload(client, content=FILE, record="notes", name="export.csv", **said):
    file = SimpleUploadedFile(name, content, "text/csv")
    return client.post("/w/northwind/imports/new/", {"record": record, "file": file, **said})


def uploaded(client, *given, **said):
    answer = upload(client, *given, **said)
    assert answer.status_code == 302, words(answer)
    return ImportRun.objects.latest("created_at")


def words(answer):
    return unescape(answer.content.decode())


def faults(answer):
    """What stands under fields that are wrong."""
    return [
        re.sub(r"<.*?>", "", found)
        for found in re.findall(r'<span class="err".*?>(.*?)</span>', words(answer), re.DOTALL)
    ]


def brought():
    return Note.objects.filter(workspace__slug="northwind")


def kept_files():
    return set(default_storage.listdir("imports")[1]) if default_storage.exists("imports") else set()


def chosen(run, act="import", **also):
    """What the browser sends from the columns' page when nothing on it is changed."""
    layout = run.reading["columns"]
    guesses = {"Id": "source_id", "Comment": "text", "Company": "account_name", "Date": "said_at", "Stars": "rating"}
    columns = {f"column-{column['index']}": guesses.get(column["name"], "") for column in layout}
    options = {"option-channel": "Reviews", "option-kind": "other", "option-triage": "all", "option-scale": ""}
    return {**columns, **options, "act": act, **also}


def columns_page(run):
    return f"/w/northwind/imports/{run.pk}/columns/"


def test_a_file_goes_all_the_way_to_its_account(bob):
    run = uploaded(bob)
    page = words(bob.get(columns_page(run)))
    assert "The plan broke at noon" in page and "1 more column is kept beside each note" in page
    answer = bob.post(columns_page(run), chosen(run))
    assert answer["Location"] == f"/w/northwind/imports/{run.pk}/"
    assert "Waiting for the worker" in words(bob.get(answer["Location"]))
    jobs.perform_run(run_id=str(run.pk))
    assert bob.get(f"{answer['Location']}progress/")["HX-Refresh"] == "true"
    page = words(bob.get(answer["Location"]))
    assert "See the themes" in page and "every one accounted for" in page
    assert "2026-13-45" in page and "Take the refused rows as CSV" in page
    assert list(brought().order_by("source_id").values_list("text", flat=True)) == [
        "The plan broke at noon",
        "Great app, honestly",
    ]
    assert Note.objects.get(source_id="7").extra["Colour"] == "blue"


def test_headers_suggest_the_columns(bob):
    page = words(bob.get(columns_page(uploaded(bob))))
    for key in ("source_id", "text", "account_name", "said_at", "rating"):
        assert f'<option value="{key}" selected>' in page


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(bob):
    run = uploaded(bob)
    bob.post(columns_page(run), chosen(run, "rehearse"))
    jobs.perform_run(run_id=str(run.pk))
    page = words(bob.get(f"/w/northwind/imports/{run.pk}/"))
    assert "What would become of the rows" in page and "Import them" in page
    assert not brought().exists()
    bob.post(f"/w/northwind/imports/{run.pk}/start/")
    jobs.perform_run(run_id=str(run.pk))
    assert brought().count() == 2


def test_the_same_file_again_changes_nothing(bob):
    for _ in range(2):
        run = uploaded(bob)
        bob.post(columns_page(run), chosen(run))
        jobs.perform_run(run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.created, run.updated, run.unchanged, run.refused, run.rows) == (0, 0, 2, 1, 3)


def test_refused_rows_can_be_taken_away_safely(bob):
    run = uploaded(bob, b"text,when\nfine,2026-11-01\nbad,=cmd|calc\n")
    data = {"column-0": "text", "column-1": "said_at", "option-channel": "Support", "act": "import"}
    bob.post(columns_page(run), data | {"option-kind": "other", "option-triage": "all"})
    jobs.perform_run(run_id=str(run.pk))
    answer = bob.get(f"/w/northwind/imports/{run.pk}/refused.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "'=cmd|calc" in answer.content.decode()


def test_dates_that_read_both_ways_are_asked_for_not_guessed(bob):
    run = uploaded(bob, b"text,when\nfirst,03/04/2026\nsecond,05/06/2026\n")
    data = {"column-0": "text", "column-1": "said_at", "option-channel": "Support", "act": "import"}
    data |= {"option-kind": "other", "option-triage": "all"}
    answer = bob.post(columns_page(run), data)
    assert answer.status_code == 422
    assert "Every date reads both ways" in words(answer) and 'name="order-1"' in words(answer)
    bob.post(columns_page(run), data | {"order-1": "day-first"})
    jobs.perform_run(run_id=str(run.pk))
    note = Note.objects.get(text="first")
    assert (note.said_at.day, note.said_at.month) == (3, 4)


def test_the_next_file_with_the_same_headers_is_mapped_as_the_last_and_may_be_changed(bob):
    ambiguous = b"words,when,other\nfirst,03/04/2026,aside\n"
    data = {"column-0": "", "column-1": "said_at", "column-2": "text", "order-1": "day-first", "act": "import"}
    data |= {"option-channel": "Field visits", "option-kind": "other", "option-triage": "none"}
    run = uploaded(bob, ambiguous, name="april.csv")
    assert "As last time." not in words(bob.get(columns_page(run)))
    bob.post(columns_page(run), data)
    jobs.perform_run(run_id=str(run.pk))
    run = uploaded(bob, ambiguous.replace(b"03/04", b"05/06"), name="june.csv")
    page = words(bob.get(columns_page(run)))
    assert "All is chosen as for april.csv, which had the same headers." in page
    assert selected(page) == ["", "said_at", "text"] and 'value="Field visits"' in page
    del data["order-1"]
    answer = bob.post(columns_page(run), data | {"column-0": "title"})
    assert answer.status_code == 422  # how dates are written is asked each time, with the last answer to begin with
    assert re.search(r'value="day-first"[^>]* checked', words(answer))
    assert selected(words(answer)) == ["title", "said_at", "text"]


def selected(page):
    """What each column is said to hold."""
    lists = re.findall(r'<select[^>]*name="column-\d+".*?</select>', page, re.DOTALL)
    return [next(iter(re.findall(r'value="([^"]*)" selected', found)), None) for found in lists]


def test_a_column_that_is_needed_is_asked_for_and_what_was_chosen_stays(bob):
    run = uploaded(bob)
    answer = bob.post(columns_page(run), chosen(run) | {"column-1": "", "option-channel": "My channel"})
    assert answer.status_code == 422
    page = words(answer)
    assert "at least one of “text”" in page and 'value="My channel"' in page
    run.refresh_from_db()
    assert run.status == RunStatus.MAPPING and not ColumnMap.from_json(run.mapping).fields


def test_the_preview_follows_the_columns(bob):
    run = uploaded(bob)
    answer = bob.post(f"/w/northwind/imports/{run.pk}/columns/preview/", {"column-1": "text", "column-3": "said_at"})
    page = words(answer)
    assert "1 Nov 2026" in page and "The plan broke at noon" in page and "4 more columns are kept" in page
    assert "There is no month 13" in page, "the row that would be refused says so"


def test_a_file_is_read_again_as_a_person_says(bob):
    run = uploaded(bob, "text;Größe\nschön;3\n".encode("cp1252"))
    answer = bob.post(f"/w/northwind/imports/{run.pk}/reading/", {"encoding": "cp1251", "delimiter": ";"})
    assert answer.status_code == 302
    run.refresh_from_db()
    assert run.reading["encoding"] == "cp1251"
    assert bob.post(f"/w/northwind/imports/{run.pk}/reading/", {"encoding": "utf-8"}).status_code == 422


def test_known_channels_are_offered(bob, workspace):
    make_channel(workspace, "App reviews")
    assert '<option value="App reviews">' in words(bob.get(columns_page(uploaded(bob))))


def test_stopping_leaves_nothing(bob):
    run = uploaded(bob)
    bob.post(columns_page(run), chosen(run))
    bob.post(f"/w/northwind/imports/{run.pk}/stop/")
    jobs.perform_run(run_id=str(run.pk))
    assert not brought().exists()
    assert "Nothing was imported." in words(bob.get(f"/w/northwind/imports/{run.pk}/"))


@pytest.mark.parametrize("record", sorted(FORMATS))
def test_every_kind_of_record_has_its_columns_page(bob, record):
    run = uploaded(bob, b"name,title\nOne,Two\n", record=record)
    assert FORMATS[record].plural in words(bob.get(columns_page(run)))


def test_the_list_of_imports_leads_to_each(bob):
    assert "No file was imported yet" in words(bob.get("/w/northwind/imports/"))
    run = uploaded(bob)
    assert f"/w/northwind/imports/{run.pk}/" in words(bob.get("/w/northwind/imports/"))


def test_a_reader_looks_on(world, bob, dana):
    run = uploaded(bob)
    reader = client_of(dana)
    assert upload(reader).status_code == 403
    assert reader.get(columns_page(run)).status_code == 403
    assert reader.get(f"/w/northwind/imports/{run.pk}/").status_code == 200


# ── files that cannot be read ─────────────────────────────────────────────────────────────────────────
def wide(columns):
    return (",".join(f"c{n}" for n in range(columns)) + "\n" + ",".join("x" * columns) + "\n").encode()


BAD = {
    "empty": (b"", "empty"),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not a table"),
    "a workbook": (b"PK\x03\x04" + b"\x00" * 400, "not a table"),
    "noise": (bytes(range(256)) * 64, ""),
    "an open quote": (b'text,who\n"never closed,Ana\nmore,Bo\n', "quotation mark"),
    "10,000 columns": (wide(10_000), "10,000 columns"),
    "a 50 MB cell": (b"text,who\n" + b"a" * 50_000_000 + b",Ana\n", "characters"),
    "a header alone": (b"text,who\n", "no rows"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_clear_message_and_leaves_nothing(bob, name):
    content, said = BAD[name]
    before = kept_files()
    answer = upload(bob, content)
    assert answer.status_code == 422
    assert said in faults(answer)[0]
    assert not ImportRun.objects.filter(workspace__slug="northwind").exists()
    assert kept_files() == before
    assert bob.get("/w/northwind/imports/new/").status_code == 200, "the server lives"


def test_html_and_scripts_in_text_stay_text(bob):
    run = uploaded(bob, b'text,who\n"<script>alert(1)</script> hm","<img src=x onerror=alert(2)>"\n')
    page = bob.get(columns_page(run)).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    data = {"column-0": "text", "column-1": "account_name", "option-channel": "Support", "act": "import"}
    bob.post(columns_page(run), data | {"option-kind": "other", "option-triage": "all"})
    jobs.perform_run(run_id=str(run.pk))
    page = bob.get(f"/w/northwind/imports/{run.pk}/").content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_a_file_above_the_limit_is_refused_before_it_is_read(bob, settings):
    settings.UPLOAD_LIMIT = 1_000_000
    answer = upload(bob, b"text\n" + b"a line of words\n" * 100_000)
    assert answer.status_code == 413 and "takes up to 1 MB" in words(answer)


def test_a_strangers_upload_is_not_read(monkeypatch):
    body = io.BytesIO(b"x" * 5_000_000)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.generic("POST", "/w/northwind/imports/new/", body.getvalue(), "multipart/form-data; boundary=xyz")
    assert answer.status_code == 403
