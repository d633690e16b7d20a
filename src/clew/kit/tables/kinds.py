"""What kind of file it is, told by its first bytes; of one that is no table, the person hears what they picked."""

import re
import zipfile
from typing import BinaryIO

from clew.kit.tables.errors import NotATable

_SAVE_AS = "Open it, and save it as “CSV UTF-8”."
_EXPORT = "Export the table as CSV and pick that file."
_UNPACK = "Unpack it and pick the CSV file inside."
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Office file (.xls)", _SAVE_AS),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", _EXPORT),
    (b"\xff\xd8\xff", "a picture (JPEG)", _EXPORT),
    (b"GIF8", "a picture (GIF)", _EXPORT),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\x1f\x8b", "a compressed file (gzip)", _UNPACK),
    (b"BZh", "a compressed file (bzip2)", _UNPACK),
    (b"\xfd7zXZ\x00", "a compressed file (xz)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7-Zip)", _UNPACK),
    (b"Rar!\x1a\x07", "a compressed file (RAR)", _UNPACK),
    (b"(\xb5/\xfd", "a compressed file (Zstandard)", _UNPACK),
    (b"SQLite format 3\x00", "an SQLite database", _EXPORT),
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"{\\rtf", "a formatted text (RTF)", _EXPORT),
)
IN_ZIP: tuple[tuple[bytes, str, str], ...] = (
    (b"word/", "a Word document (.docx)", _EXPORT),
    (b"ppt/", "a PowerPoint file (.pptx)", _EXPORT),
    (b"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument table (.ods)", _SAVE_AS),
    (b"Index/Document.iwa", "an Apple Numbers table", _SAVE_AS),
)
WEB_PAGE = re.compile(rb"\s*<(!doctype html|html)\b", re.IGNORECASE)
XML = re.compile(rb"\s*<\?xml\b")
JSON = re.compile(r'\ufeff?\s*(\{\s*("|\})|\[\s*(\{|\[|\]|"))')
ZIP = b"PK\x03\x04"


def is_workbook(stream: BinaryIO) -> bool:
    """Whether it is an Excel workbook (.xlsx). Raises NotATable for any other ZIP file."""
    stream.seek(0)
    head = stream.read(1 << 16)
    if not head.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {info.filename for info in archive.infolist()[:1_000]}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise NotATable("a ZIP file that is damaged or was cut off", "Export it again.") from None
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return True
    raise _in_zip(head + " ".join(names).encode("utf-8", "replace"))


def is_json(head: str) -> bool:
    """Whether a text begins as JSON or JSON Lines does."""
    return JSON.match(head) is not None


def _in_zip(head: bytes) -> NotATable:
    found = (NotATable(kind, mend) for part, kind, mend in IN_ZIP if part in head)
    return next(found, NotATable("a ZIP file", _UNPACK))


def refuse_other_kinds(head: bytes) -> None:
    """Raises NotATable when `head`, the first bytes of a file, belongs to a well-known other kind."""
    for signature, kind, mend in SIGNATURES:
        if head.startswith(signature):
            raise NotATable(kind, mend)
    if head.startswith(ZIP):
        raise _in_zip(head)
    if WEB_PAGE.match(head):
        raise NotATable("a web page (HTML)", "The export may have asked for a sign-in. Export again as CSV.")
    if XML.match(head):
        raise NotATable("an XML file", _EXPORT)
