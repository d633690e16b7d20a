"""Which letters the bytes stand for: by rules, not by chance, and always said to the person.

In this order: a byte order mark; the first bytes of well-known other files; the pattern of NUL bytes that UTF-16 leaves;
valid UTF-8 over the whole file; else one of the 8-bit alphabets, Windows-1252 unless the letters speak against it.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from clew.kit.tables.errors import BadEncoding, EmptyFile, NotATable
from clew.kit.tables.kinds import refuse_other_kinds
from clew.kit.text import plural

CHUNK = 1 << 20
HEAD = 1 << 16
SAMPLE = 1 << 13

LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western European)",
    "latin-1": "Latin-1 (Western European)",
    "mac_roman": "Mac Roman",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
STRAY = re.compile("[\udc80-\udcff]")
BEYOND_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")
LETTERS = re.compile(rb"[A-Za-z]")
HIGH = re.compile(rb"[\x80-\xff]")
FOREIGN = 0.4
"""Among the letters of lines with accents, Western texts hold few accented ones; other alphabets hold little else."""
ENOUGH = 30
"""Fewer bytes above 127 say nothing about the alphabet."""


@dataclass(frozen=True)
class Encoding:
    """`codec` is Python's name; `remark` is empty for plain UTF-8."""

    codec: str
    remark: str = ""


def label(codec: str) -> str:
    return LABELS.get(codec, codec)


def find_encoding(stream: BinaryIO) -> Encoding:
    """Reads the whole stream unless a mark decides. Raises EmptyFile, NotATable or BadEncoding."""
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise EmptyFile
    for mark, codec in MARKS:
        if head.startswith(mark):
            require(stream, codec)
            return Encoding(codec, "" if codec == "utf-8-sig" else f"Read as {label(codec)}.")
    refuse_other_kinds(head)
    if codec := _wide_codec(head):
        require(stream, codec)
        return Encoding(codec, f"Read as {label(codec)}, although the file lacks the mark of it.")
    _refuse_binary(head)
    return _narrow_encoding(stream)


def require(stream: BinaryIO, codec: str) -> None:
    """Raises BadEncoding, with the line, unless the whole stream is valid in `codec`."""
    try:
        decoder = codecs.getincrementaldecoder(codec)()
    except LookupError:
        raise BadEncoding(f"There is no encoding “{codec}”. Choose UTF-8 or Windows-1252.") from None
    line = 1
    for chunk, is_last in _chunks(stream):
        try:
            line += decoder.decode(chunk, is_last).count("\n")
        except UnicodeDecodeError as error:
            line += error.object[: error.start].decode(codec, "replace").count("\n")
            raise BadEncoding(
                f"The file is not {label(codec)}: line {line} holds bytes that mean nothing in it. "
                "Save the file again as UTF-8, or choose the encoding that it was written in.",
                line=line,
            ) from None


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    stream.seek(0)
    chunk = stream.read(CHUNK)
    while True:
        following = stream.read(CHUNK)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _wide_codec(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of Western text is NUL."""
    pairs = len(head) // 2
    first, second = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if pairs and second > 0.4 * pairs and first < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if pairs and first > 0.4 * pairs and second < 0.05 * pairs else ""


def _refuse_binary(head: bytes) -> None:
    """Text has no control characters but breaks and tabs; a few strays are left out later, more mean another kind."""
    controls = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1a\x1b")
    if controls > 0.01 * len(head) + 1:
        raise NotATable("a binary file", "Open it in the program that wrote it and export a CSV file from there.")


@dataclass
class _Count:
    """Of bytes above 127: how many characters they form in UTF-8, how many form none, and the line of the first."""

    letters: int = 0
    strays: int = 0
    line: int = 0
    sample: bytes = b""


def _narrow_encoding(stream: BinaryIO) -> Encoding:
    if _is_utf8(stream):
        return Encoding("utf-8")
    found = _count_utf8(stream)
    if found.letters >= found.strays:
        raise BadEncoding(
            f"The file is UTF-8, but for {plural(found.strays, 'damaged byte')}, the first in line {found.line}. "
            "Mend the letters there, or choose Windows-1252 to take every byte as a letter.",
            line=found.line,
        )
    return _eight_bit(stream, found.sample)


def _is_utf8(stream: BinaryIO) -> bool:
    try:
        require(stream, "utf-8")
    except BadEncoding:
        return False
    return True


def _count_utf8(stream: BinaryIO) -> _Count:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    found, line = _Count(), 1
    for chunk, is_last in _chunks(stream):
        text = decoder.decode(chunk, is_last)
        if first := STRAY.search(text):
            found.line = found.line or line + text.count("\n", 0, first.start())
            found.strays += len(STRAY.findall(text))
            if len(found.sample) < SAMPLE:
                found.sample += b"\n".join(part for part in chunk.splitlines() if HIGH.search(part))[:SAMPLE]
        found.letters += len(BEYOND_ASCII.findall(text))
        line += text.count("\n")
    return found


def _eight_bit(stream: BinaryIO, accented: bytes) -> Encoding:
    """`accented` holds lines with bytes above 127."""
    high, plain = len(HIGH.findall(accented)), len(LETTERS.findall(accented))
    is_foreign = high > ENOUGH and high > FOREIGN * (high + plain)
    best = from_bytes(accented).best() if is_foreign else None
    if best is not None and best.encoding not in {"ascii", "utf_8"}:
        require(stream, best.encoding)
        return Encoding(
            best.encoding,
            f"Read as {best.encoding}, judging by its letters. If the sample looks wrong, choose another.",
        )
    codec = "latin-1" if NOT_IN_1252.search(accented) else "cp1252"
    try:
        require(stream, codec)
    except BadEncoding:
        codec = "latin-1"  # takes every byte
    return Encoding(codec, f"Read as {label(codec)}, since it is not UTF-8. Check letters such as é in the sample.")
