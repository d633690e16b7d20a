"""Values of a JSON text one after another, in bounded memory, each with the line where it begins.

Written for files that people have: a comma behind the last value of a list is passed over, NaN counts as nothing, and
numbers keep the digits that the file shows. What is broken is refused with its line.
"""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from clew.kit.tables.errors import BadEncoding, BadJson, CellTooLong, NestedTooDeep
from clew.kit.tables.layout import Limits

CHUNK = 1 << 18
DEEPEST = 8
"""So many objects may stand round the list of records."""
NEAR_END = 16
"""A fault this near to the end of what was read may be a word cut in two."""
BLANK = re.compile(r"[ \t\n\r\ufeff]*")
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda name: "" if name == "NaN" else name)


class Text:
    """A window on a long text: `peek` at the next sign, `take` a sign or a whole value."""

    def __init__(self, text: io.TextIOWrapper, limits: Limits) -> None:
        self.text, self.limits = text, limits
        self.window, self.at, self.is_all = "", 0, False
        self.first_line = 1

    @property
    def line(self) -> int:
        return self.first_line + self.window.count("\n", 0, self.at)

    def peek(self) -> str:
        """The next sign that is no blank, "" at the end."""
        while True:
            found = BLANK.match(self.window, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.window) or not self._more(CHUNK):
                return self.window[self.at : self.at + 1]

    def skip(self, sign: str) -> bool:
        """Whether `sign` comes next; it is passed then."""
        is_next = self.peek() == sign
        self.at += is_next
        return is_next

    def value(self) -> Any:
        """The value that begins here. Raises BadJson, CellTooLong or NestedTooDeep."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self.window, self.at)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error) or not self._more(max(CHUNK, len(self.window) - self.at)):
                    raise self._broken(error) from None
            except RecursionError:
                raise NestedTooDeep(line=self.line) from None
            else:
                if end < len(self.window) or not self._more(CHUNK):
                    self.at = end
                    return value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether more text may mend it. A value that outgrows a row is refused."""
        is_cut = error.pos >= len(self.window) - NEAR_END or error.msg.startswith("Unterminated string")
        if is_cut and not self.is_all and len(self.window) - self.at > self.limits.row:
            raise CellTooLong(line=self.line, column=1, limit=self.limits.row)
        return is_cut

    def _broken(self, error: json.JSONDecodeError) -> BadJson:
        line = self.first_line + self.window.count("\n", 0, error.pos)
        is_cut = error.pos >= len(self.window.rstrip()) or error.msg.startswith("Unterminated string")
        if self.is_all and is_cut:
            return BadJson("The file ends in the middle of a value: it was cut off. Export it again.", line=line)
        return BadJson(f"Line {line} is not JSON: {_reason(error)}.", line=line)

    def _more(self, amount: int) -> bool:
        """Read on, letting go of what lies behind."""
        if self.is_all:
            return False
        fresh = self.text.read(amount)
        self.is_all = not fresh
        if fresh:
            self.first_line += self.window.count("\n", 0, self.at)
            self.window, self.at = self.window[self.at :] + fresh, 0
        return bool(fresh)


def _reason(error: json.JSONDecodeError) -> str:
    shown = error.doc[error.pos : error.pos + 20].splitlines()
    found = f" (it goes on with {shown[0].strip()})" if shown and shown[0].strip() else ""
    return error.msg[:1].lower() + error.msg[1:] + found


@contextmanager
def opened_text(stream: BinaryIO, codec: str) -> Iterator[io.TextIOWrapper]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=codec, newline="")
    try:
        yield text
    except UnicodeDecodeError as error:
        raise BadEncoding(f"The file holds bytes that {codec} does not know. Save it again as UTF-8.") from error
    finally:
        with suppress(ValueError):  # its owner closed the stream first
            text.detach()


def has_lines(text: Text) -> bool:
    """Whether values follow one another without a list round them: JSON Lines. Leaves the text somewhere."""
    if text.peek() != "{":
        return False
    try:
        text.value()
    except CellTooLong:
        return False
    return text.peek() not in {"", ","}


def lists(text: Text, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys that lead to each list of objects, depth first; after each the text stands behind its opening bracket.

    Whoever reads on from there must read to the list's end before asking for the next.
    """
    if text.skip("["):
        yield path
        return
    if not text.skip("{"):
        raise BadJson("The file holds a single value, not a list of records.", line=text.line)
    while not text.skip("}"):
        key = str(text.value())
        if not text.skip(":"):
            raise BadJson(f"Line {text.line} is not JSON: a colon is missing behind “{key}”.", line=text.line)
        if text.peek() in {"{", "["} and len(path) < DEEPEST:
            yield from lists(text, (*path, key))
        else:
            text.value()
        if not text.skip(",") and text.peek() != "}":
            raise BadJson(f"Line {text.line} is not JSON: a comma or a closing brace is missing.", line=text.line)


def elements(text: Text) -> Iterator[tuple[int, Any]]:
    """(line, value) of the list that was just entered, to its end."""
    while not text.skip("]"):
        if not text.peek():
            raise BadJson(
                f"The file ends in line {text.line}, inside a list: it was cut off. Export it again.", line=text.line
            )
        line = text.line
        yield line, text.value()
        if not text.skip(",") and text.peek() != "]":
            sign = text.peek()
            found = f"“{sign}” stands where a comma belongs" if sign else "the file was cut off"
            raise BadJson(f"Line {text.line} is not JSON: {found}.", line=text.line)
