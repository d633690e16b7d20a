"""One cell's text made fit to keep: no control characters, one kind of line break, and plain words where it was HTML."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
UNCLEAN = re.compile(f"{CONTROLS.pattern}|[\r\x85\u2028\u2029]")
BREAKS = re.compile(r"\r\n?|\x85|\u2028|\u2029")

BLOCKS = ("p", "div", "br", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th", "tbody",
          "thead", "blockquote", "pre", "hr", "section", "article", "header", "footer", "html", "body", "head")  # fmt: skip
INLINE = (
    "a",
    "b",
    "i",
    "u",
    "s",
    "em",
    "strong",
    "span",
    "font",
    "code",
    "small",
    "sub",
    "sup",
    "img",
    "mark",
    "label",
)
SILENT = ("script", "style", "head", "title", "template", "noscript")
TAG = re.compile(rf"</?({'|'.join((*BLOCKS, *INLINE, *SILENT))})(\s[^<>]*)?/?>", re.IGNORECASE)
BLOCK = re.compile(rf"</?({'|'.join(BLOCKS)})(\s[^<>]*)?/?>", re.IGNORECASE)
TAG_LIKE = re.compile(r"</?[A-Za-z][^<>]*>")


def clean_row(cells: Sequence[str]) -> list[str]:
    """`clean` for every cell; one look at them all, for nearly every row needs no more."""
    joined = "".join(cells)
    if joined.isprintable() or not UNCLEAN.search(joined):
        return [cell.strip() for cell in cells]
    return [clean(cell) for cell in cells]


def clean(cell: str) -> str:
    """Without control characters (a NUL would break the database), line breaks of one kind, no blank edges."""
    if CONTROLS.search(cell):
        cell = CONTROLS.sub("", cell)
    if BREAKS.search(cell):
        cell = BREAKS.sub("\n", cell)
    return cell.strip()


def html_to_text(cell: str) -> str | None:
    """The words of a cell that is clearly HTML; None when it is not, and is to be kept as it stands.

    Clearly: every tag in it is known, and one of them makes a paragraph, or the cell begins and ends with tags. So
    somebody who writes about a `<script>` or a `<Button>` is quoted as they wrote.
    """
    if "<" not in cell:
        return None
    known = len(TAG.findall(cell))
    if not known or known < len(TAG_LIKE.findall(cell)):
        return None
    wrapped = cell.startswith("<") and cell.endswith(">") and "</" in cell and not cell.lower().startswith("<script")
    if not wrapped and not BLOCK.search(cell):
        return None
    words = _Words()
    words.feed(cell)
    words.close()
    return words.text()


class _Words(HTMLParser):
    """Collects text; blocks become lines, list items get a dash, scripts and styles are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\t" if tag in {"td", "th"} else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS and tag not in {"li", "td", "th", "br"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

    def text(self) -> str:
        joined = "".join(self.parts).replace("\xa0", " ")
        lines = [re.sub(r"[ \t]+", " ", line).strip() for line in joined.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
