import io
import zipfile

import pytest

from clew.kit.tables import BadEncoding, EmptyFile, FileTooLarge, Limits, NotATable, Wish, read, sniff

ROWS = "text,score\nLe café était fermé à l’arrivée,2\nGrüße aus Köln – schön,5\nPlain words only,3\n"


def first_cells(data: bytes) -> list[str]:
    source = io.BytesIO(data)
    return [row.cells[0] for row in read(source, sniff(source))]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_each_encoding_is_read_right_and_named(encoding, said):
    data = ROWS.encode(encoding)
    assert first_cells(data) == [line.rpartition(",")[0] for line in ROWS.splitlines()[1:]]
    remarks = sniff(io.BytesIO(data)).remarks
    assert said in remarks[0] if said else remarks == ()


def test_latin_1_is_taken_where_windows_has_no_letter():
    data = "text,score\nété à Paris\x81,2\n".encode("latin-1")
    assert first_cells(data) == ["été à Paris\x81"]


def test_other_alphabets_are_guessed_and_said_to_be_a_guess():
    words = "Приложение очень медленно работает и часто закрывается, исправьте пожалуйста ошибки\n"
    layout = sniff(
        io.BytesIO(
            ("текст;оценка\n" + words.replace(",", "").strip() + ";2\n" + "Всё хорошо и удобно;5\n").encode("cp1251")
        )
    )
    assert layout.sample[1][0] == "Всё хорошо и удобно"
    assert "choose another" in layout.remarks[0]


def test_a_few_damaged_bytes_in_utf_8_are_named_with_their_line():
    data = ROWS.encode() + b"broken \xe9 here,1\n"
    with pytest.raises(BadEncoding, match="1 damaged byte, the first in line 5"):
        sniff(io.BytesIO(data))
    assert sniff(io.BytesIO(data), wish=Wish(encoding="cp1252")).rows == 4


def test_a_chosen_encoding_must_fit_and_exist():
    data = "text\ncaf\xe9\n".encode("cp1252")
    with pytest.raises(BadEncoding, match="not UTF-8: line 2"):
        sniff(io.BytesIO(data), wish=Wish(encoding="utf-8"))
    with pytest.raises(BadEncoding, match="no encoding “klingon”"):
        sniff(io.BytesIO(data), wish=Wish(encoding="klingon"))


def test_damage_far_into_a_file_is_found_before_anything_is_imported():
    data = b"text,score\n" + "gr\u00fc\u00dfe,5\n".encode() * 300_000 + b"caf\xe9,1\n"
    with pytest.raises(BadEncoding, match="line 300002"):
        sniff(io.BytesIO(data))


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "content")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture (PNG)"),
        (archive("[Content_Types].xml", "word/document.xml"), "a Word document (.docx)"),
        (archive("reviews.csv"), "a ZIP file"),
        (b"%PDF-1.7 and so on", "a PDF document"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page (HTML)"),
        (bytes(range(256)) * 40, "a binary file"),
        (b"a,b\n" + bytes(500) + b"\n", "a binary file"),
    ],
)
def test_what_is_no_csv_is_called_by_its_name(data, kind):
    with pytest.raises(NotATable) as caught:
        sniff(io.BytesIO(data))
    assert caught.value.kind == kind
    assert kind in caught.value.sentence


def test_stray_nul_bytes_do_not_spoil_a_table():
    data = b"id,text\n" + b"1,some words\n" * 40 + b"2,br\x00ken\n"
    assert first_cells(data)[-1] == "2"


def test_an_empty_file_says_so():
    with pytest.raises(EmptyFile):
        sniff(io.BytesIO(b""))


def test_a_file_beyond_the_limit_is_refused_unread():
    with pytest.raises(FileTooLarge, match="holds 2 MB; Clew takes up to 1 MB"):
        sniff(io.BytesIO(bytes(2_000_000)), Limits(file=1_000_000))


def test_one_damaged_byte_among_few_letters_is_still_damage():
    with pytest.raises(BadEncoding, match="1 damaged byte, the first in line 3"):
        sniff(io.BytesIO("text,score\ngrün,5\n".encode() + b"caf\xe9,4\n"))
