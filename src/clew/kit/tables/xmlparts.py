"""XML parsed piece by piece with expat: no entities, no document types, nothing kept that is not asked for."""

from collections.abc import Iterator, Mapping
from typing import IO
from xml.parsers import expat

from clew.kit.tables.errors import BadWorkbook

CHUNK = 1 << 16


class Watcher:
    """Handlers of a part. `local` gives a tag's name without its namespace."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def local(self, tag: str) -> str:
        found = self.names.get(tag)
        if found is None:
            found = tag.rpartition(" ")[2]
            if len(self.names) < 1_000:
                self.names[tag] = found
        return found

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Some text, perhaps not all that stands there."""


def watched(part: IO[bytes], watcher: Watcher) -> Iterator[None]:
    """Feeds the watcher; yields after each piece, so that what it found can be taken on."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = watcher.start, watcher.end
    parser.CharacterDataHandler = watcher.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        while piece := part.read(CHUNK):
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadWorkbook(f"The workbook is damaged: {error}. Open it in Excel and save it again.") from None
    yield


def _refuse(*_: object) -> None:
    raise BadWorkbook("The workbook defines XML entities, as Excel never does. It was not opened.")


class _Starts(Watcher):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        self.found.append((self.local(tag), given))


def elements(part: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """(name, attributes) of every element, in order."""
    starts = _Starts()
    for _ in watched(part, starts):
        yield from starts.found
        starts.found.clear()


def attribute(given: Mapping[str, str], name: str) -> str:
    """An attribute whatever its namespace, such as r:id."""
    return next((value for key, value in given.items() if key.rpartition(" ")[2] == name), "")
