"""A note's text as it is read: in paragraphs, cut where quotes begin and end. Everything in Unicode code points.

Nothing is added to the text and nothing is left out: a paragraph's pieces joined are its part of the note, so that words
marked on the screen have the same places in the note.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clew.insights.models import Evidence, Note
from clew.insights.queries.stems import asked_in
from clew.insights.queries.voices import fingerprint
from clew.kit.rows import one_row

BLANK_LINES = re.compile(r"\s*\n[^\S\n]*\n\s*")
ON, OFF = "\ue000", "\ue001"
"""Stand around matches in PostgreSQL's headlines: characters for private use, which no customer types."""
MARKED = f'StartSel="{ON}", StopSel="{OFF}"'


@dataclass(frozen=True)
class Span:
    """A range of the text that shows: the quote of the evidence at `place` in the list, what the suggestion at `hint`
    rests on, else a passage asked for.
    """

    start: int
    end: int
    place: int | None = None
    hint: int | None = None


@dataclass(frozen=True)
class Piece:
    """Words of one kind: `quotes` are the places of the evidence that they stand in, the first piece of each in `opens`;
    `hint` the place of the suggestion that rests on them.
    """

    words: str
    quotes: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    is_here: bool = False
    is_match: bool = False
    hint: int | None = None


@dataclass(frozen=True)
class Paragraph:
    start: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Rest:
    """What rests on a note: the evidence, the words of its quote as they stand now, and whether they still hold."""

    evidence: Evidence
    words: str
    is_broken: bool


def resting(*, note: Note, evidence: Sequence[Evidence]) -> list[Rest]:
    """Each evidence with its quote's words; a quote breaks when the note no longer holds the words it was cut from."""
    found = []
    for each in evidence:
        quote = each.quote
        words = note.text[quote.start : quote.end] if quote else ""
        found.append(Rest(each, words, quote is not None and quote.fingerprint != fingerprint(words)))
    return found


def spans_of(rests: Sequence[Rest]) -> list[Span]:
    """The ranges of whole quotes. A broken quote has no range any more: what stands there was never quoted."""
    return [
        Span(rest.evidence.quote.start, rest.evidence.quote.end, place)
        for place, rest in enumerate(rests, 1)
        if rest.evidence.quote and not rest.is_broken
    ]


def paragraphs(text: str, spans: Iterable[Span] = (), matches: Iterable[tuple[int, int]] = ()) -> list[Paragraph]:
    """`text` cut at its blank lines, and within each paragraph where a span or a match begins or ends."""
    spans, matches = list(spans), list(matches)
    found, start = [], 0
    for gap in [*BLANK_LINES.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end > start:
            found.append(Paragraph(start, _pieces(text, start, end, spans, matches)))
        start = gap.end() if gap else end
    return found


def _pieces(
    text: str, start: int, end: int, spans: Sequence[Span], matches: Sequence[tuple[int, int]]
) -> tuple[Piece, ...]:
    edges = {start, end}
    for begin, stop in [*((span.start, span.end) for span in spans), *matches]:
        edges |= {edge for edge in (begin, stop) if start < edge < end}
    cuts = sorted(edges)
    found = []
    for begin, stop in pairwise(cuts):
        over = [span for span in spans if span.start < stop and begin < span.end]
        found.append(
            Piece(
                words=text[begin:stop],
                quotes=tuple(span.place for span in over if span.place is not None),
                opens=tuple(span.place for span in over if span.place is not None and span.start == begin),
                is_here=any(span.place is None and span.hint is None for span in over),
                is_match=any(first < stop and begin < last for first, last in matches),
                hint=next((span.hint for span in over if span.hint is not None), None),
            )
        )
    return tuple(found)


def parts(headline: str) -> list[Piece]:
    """A headline of PostgreSQL, cut where matches begin and end."""
    found = []
    for index, chunk in enumerate(re.split(f"[{ON}{OFF}]", headline)):
        if chunk:
            found.append(Piece(chunk, is_match=index % 2 == 1))
    return found


@dataclass(frozen=True)
class _Headline:
    words: str


def matches_in(*, note: Note, words: str) -> list[tuple[int, int]]:
    """Where the note's text holds what a search for `words` matched: one statement, none without words.

    PostgreSQL says which words matched (it knows their stems); their places are looked up here, because its own headline
    rewrites what looks like mark-up and so shifts them.
    """
    if not words:
        return []
    sql = f"""
        select ts_headline(clew_stemmer(language), clew_plain(text), {asked_in("language")}, 'HighlightAll=true, {MARKED}')
          as words from insights_note where id = %(note)s"""
    headline = one_row(sql, {"note": note.pk, "words": words}, _Headline).words
    said = {piece.words for piece in parts(headline) if piece.is_match}
    if not said:
        return []
    pattern = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
    return [match.span() for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", note.text)]
