"""The formats that this area brings: their headers, and whole files from the tools that people use."""

import io

import pytest
from tests.importing import counts, import_notes
from tests.people import NOW
from tests.realdata import data_folder

from clew.insights.models import Note
from clew.interchange.models import FORMATS, known_format
from clew.interchange.queries.guesses import guess_columns
from clew.kit.errors import NotFound
from clew.kit.tables import sniff

EXPORTS = {
    "Google Play": (
        (
            "Package Name,App Version Code,Reviewer Language,Device,Review Submit Date and Time,Review Submit Millis Since Epoch,"
            "Star Rating,Review Title,Review Text,Developer Reply Text,Review Link\n"
            "com.x,12,en,dev,2026-11-01T10:00:00Z,1793527200000,4,Nice,Works well for me,,https://play.google.com/x?reviewId=1\n"
        ),
        {
            "text": "Review Text",
            "title": "Review Title",
            "said_at": "Review Submit Date and Time",
            "rating": "Star Rating",
            "url": "Review Link",
            "language": "Reviewer Language",
        },
    ),
    "Delighted": (
        (
            "Response ID,Survey type,Score,Comment,Person ID,Person Name,Person Email,Created at,Tags\n"
            "1,nps,9,Great service so far,7,Ana,ana@acme.com,1793527200,x\n"
        ),
        {
            "text": "Comment",
            "rating": "Score",
            "source_id": "Response ID",
            "person_id": "Person ID",
            "person_name": "Person Name",
            "person_email": "Person Email",
            "said_at": "Created at",
        },
    ),
    "Zendesk": (
        (
            "id,url,created_at,subject,description,requester_name,requester_email,organization_name,tags\n"
            "9,https://x.zendesk.com/9,2026-11-01T10:00:00Z,Help,It will not open,Bo,bo@acme.com,Acme,a\n"
        ),
        {
            "text": "description",
            "title": "subject",
            "source_id": "id",
            "url": "url",
            "said_at": "created_at",
            "person_name": "requester_name",
            "person_email": "requester_email",
            "account_name": "organization_name",
        },
    ),
    "Productboard": (
        (
            "pb_id,ext_id,title,content,display_url,user_email,company_domain,source_record_id\n"
            "1,e1,Title,Some words here,https://x.com/1,ana@acme.com,acme.com,r1\n"
        ),
        {
            "text": "content",
            "title": "title",
            "url": "display_url",
            "person_email": "user_email",
            "account_domain": "company_domain",
        },
    ),
    "Jira": (
        (
            "Summary,Issue key,Issue id,Status,Reporter,Created,Labels,Labels,Description\n"
            "Broken,ABC-1,77,Open,Ana,10/Sep/25 9:15 AM,a,b,It is broken again today\n"
        ),
        {
            "text": "Description",
            "title": "Summary",
            "source_id": "Issue key",
            "person_name": "Reporter",
            "said_at": "Created",
        },
    ),
    "German survey": (
        (
            "Zeitstempel;E-Mail-Adresse;Firma;Bewertung;Sterne\n"
            "19.11.2026 08:12;ana@acme.de;Acme;Der Export ist zu langsam;2\n"
        ),
        {
            "text": "Bewertung",
            "said_at": "Zeitstempel",
            "person_email": "E-Mail-Adresse",
            "account_name": "Firma",
            "rating": "Sterne",
        },
    ),
}


@pytest.mark.parametrize("tool", EXPORTS)
def test_the_headers_of_known_tools_are_understood(tool):
    text, expected = EXPORTS[tool]
    guessed = guess_columns(known_format("notes"), sniff(io.BytesIO(text.encode())))
    assert {key: names[0] for key, names in guessed.items() if key in expected} == expected


def test_the_formats_are_registered_when_the_apps_are_ready():
    assert {"notes", "accounts", "people"} <= set(FORMATS)
    with pytest.raises(NotFound, match=r"Clew imports accounts, .*people.*; not “stories”"):
        known_format("stories")


@pytest.mark.data
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("folder", "pattern", "rows"),
    [
        ("a_minibar_garmin_huawei", "for_classification/*.csv", 8_000),
        ("a_banking77_support", "test.csv", 3_080),
        ("f_opentelemetry", "feedback/*/*.csv", 1_256),
    ],
)
def test_real_exports_are_imported_with_every_row_accounted_for(scope, folder, pattern, rows):
    total = 0
    for path in sorted(data_folder(folder).glob(pattern)):
        layout = sniff(path)
        account = import_notes(scope, path, guess_columns(known_format("notes"), layout), channel=path.stem[:80])
        counts(account)
        assert {row.reason for row in account.refused} <= {"There are no words in it."}
        total += account.rows
    assert total == rows
    assert Note.objects.filter(workspace=scope.workspace).count() > 0.9 * rows if folder != "f_opentelemetry" else True


@pytest.mark.data
@pytest.mark.django_db
def test_a_real_review_keeps_its_words_its_stars_and_its_other_columns(scope):
    path = data_folder("a_minibar_garmin_huawei") / "for_classification" / "Garmin Connect.en.csv"
    import_notes(scope, path, {"text": ["data"], "rating": ["score"], "language": ["ori_lang"]}, now=NOW)
    note = Note.objects.get(workspace=scope.workspace, number=1)
    assert note.text.startswith("Awesome! I thought I hated running but the garmin coach")
    assert (note.rating, note.mood, note.language) == (5, 1, "en")
    assert note.extra["app"] == "Garmin Connect"
    assert note.extra["irrelevant"] == "1"
