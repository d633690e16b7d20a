"""Whole real files through the import, against what the csv module reads from them: no row lost, none changed.

Reviews (Mini-BAR, 8,000 rows), questions to a bank (Banking77, 13,083), ten surveys of OpenTelemetry (1,256).
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.importing import counts, import_notes
from tests.people import NOW
from tests.realdata import data_folder

from clew.insights.models import Note
from clew.interchange.models import known_format
from clew.interchange.queries.guesses import guess_columns
from clew.kit.tables import sniff
from clew.workspaces.access import Scope

pytestmark = [pytest.mark.data, pytest.mark.django_db]

REVIEWS = {"text": ["data"], "rating": ["score"], "language": ["ori_lang"]}
QUESTIONS = {"text": ["text"]}

Cells = Mapping[str, str]
Seen = tuple[str, datetime | None, Decimal | None, str, frozenset[tuple[str, str]]]
"""A note as it can be compared: words, when, rating, language, the other columns."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{plain(name): cell or "" for name, cell in row.items()} for row in csv.DictReader(file)]


def plain(words: str) -> str:
    return " ".join(words.split())


def moment(cell: str) -> datetime:
    """In the workspace's zone, UTC: AST is the name of several, so it does not count, and the cell stays with the note."""
    pattern = "%Y/%m/%d %I:%M:%S %p AST" if cell.endswith("AST") else "%m/%d/%Y %H:%M:%S"
    return datetime.strptime(cell, pattern).replace(tzinfo=UTC)


def expected(row: Cells, fields: Mapping[str, Sequence[str]]) -> Seen:
    """What becomes of a row, read by hand. A moment with a zone’s name stays among the other columns, too."""
    said = "".join(row[plain(name)] for name in fields.get("said_at", ()))
    rating = "".join(row[name] for name in fields.get("rating", ()))
    used = {plain(name) for names in fields.values() for name in names}
    if said.endswith(" AST"):
        used.remove("Timestamp")
    return (
        plain(" ".join(row[plain(name)] for name in fields["text"])),
        moment(said) if said else None,
        Decimal(rating) if rating else None,
        "".join(row[name] for name in fields.get("language", ())),
        frozenset((name, plain(cell)) for name, cell in row.items() if cell.strip() and name not in used),
    )


def kept(scope: Scope, channel: str) -> Counter[Seen]:
    notes = Note.objects.filter(workspace=scope.workspace, channel__name=channel)
    return Counter(
        (
            plain(note.text),
            note.said_at if note.is_dated else None,
            note.rating,
            note.language,
            frozenset((plain(name), plain(cell)) for name, cell in note.extra.items()),
        )
        for note in notes
    )


def state(scope: Scope) -> list[Any]:
    columns = ("pk", "text", "said_at", "rating", "extra", "run_id", "updated_at")
    return list(Note.objects.filter(workspace=scope.workspace).order_by("pk").values_list(*columns))


def bring(scope: Scope, path: Path, fields: Mapping[str, Sequence[str]]) -> int:
    """Import the file and compare; the number of its rows."""
    channel = path.stem[:80].strip()
    rows = rows_of(path)
    account = import_notes(scope, path, fields, channel=channel)
    created, updated, _, duplicates, refused = counts(account)
    assert account.rows == len(rows)
    wanted = Counter({seen: 1 for row in rows if (seen := expected(row, fields))[0]})
    assert kept(scope, channel) == wanted
    assert refused == sum(not expected(row, fields)[0] for row in rows)
    assert {row.reason for row in account.refused} <= {"There are no words in it."}
    assert (created, updated, duplicates) == (len(wanted), 0, len(rows) - refused - len(wanted))
    return account.rows


def surveys() -> Iterator[tuple[Path, Mapping[str, Sequence[str]]]]:
    """Each survey with its columns of free text, as Clew finds them, and the time where it has one."""
    for path in sorted((data_folder("f_opentelemetry") / "feedback").glob("*/*.csv")):
        found = guess_columns(known_format("notes"), sniff(path))
        assert ("said_at" in found) == ("Timestamp" in rows_of(path)[0]), path.name
        yield path, {name: found[name] for name in ("text", "said_at") if name in found}


@pytest.fixture
def reviews() -> list[Path]:
    return sorted((data_folder("a_minibar_garmin_huawei") / "for_classification").glob("*.csv"))


def test_every_review_keeps_its_words_its_stars_and_its_other_columns(scope, reviews):
    assert sum(bring(scope, path, REVIEWS) for path in reviews) == 8_000


def test_every_question_to_the_bank_keeps_its_intent(scope):
    files = [data_folder("a_banking77_support") / name for name in ("train.csv", "test.csv")]
    assert sum(bring(scope, path, QUESTIONS) for path in files) == 13_083


def test_every_answer_of_the_surveys_keeps_its_moment_and_the_questions_that_were_not_chosen(scope):
    assert sum(bring(scope, path, fields) for path, fields in surveys()) == 1_256


def test_line_breaks_in_cells_neither_split_a_row_nor_get_lost(scope):
    path = data_folder("a_banking77_support") / "train.csv"
    broken = [row["text"] for row in rows_of(path) if "\n" in row["text"].strip()]
    import_notes(scope, path, QUESTIONS)
    texts = set(Note.objects.filter(workspace=scope.workspace).values_list("text", flat=True))
    assert {words.strip().replace("\r\n", "\n") for words in broken} <= texts


def test_the_same_files_again_change_nothing(scope, reviews):
    files = [(reviews[0], REVIEWS), (data_folder("a_banking77_support") / "test.csv", QUESTIONS), *surveys()]
    first = [import_notes(scope, path, fields, channel=path.stem[:80]) for path, fields in files]
    before = state(scope)
    for (path, fields), account in zip(files, first, strict=True):
        later = NOW + timedelta(days=1)
        created, updated, unchanged, duplicates, refused = counts(
            import_notes(scope, path, fields, channel=path.stem[:80], now=later)
        )
        assert (created, updated, refused) == (0, 0, account.refusals), path.name
        assert unchanged + duplicates == account.created + account.unchanged + account.duplicates, path.name
    assert state(scope) == before
