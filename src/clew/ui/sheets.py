"""The common stylesheet: a dozen files by noun, joined into one for the first visit (docs/decisions/0004-stylesheets.md)."""

import hashlib
from pathlib import Path

STATIC = Path(__file__).resolve().parent / "static"
NOUNS = (
    "tokens", "base", "shell", "controls", "marks", "thread", "tables", "figures", "voice", "layout", "surfaces", "print",
)  # fmt: skip
"""Linked in this order; the first one declares the layers."""
FILES = tuple(f"ui/css/{noun}.css" for noun in NOUNS)
FONTS = "ui/vendor/fonts.css"
JOINED = "ui/vendor/clew.css"


def join() -> str:
    """All of `FILES`, and the fonts where they are, under a first line that says what they were."""
    files = [*FILES, *([FONTS] if (STATIC / FONTS).exists() else [])]
    return _mark() + "\n".join((STATIC / file).read_text() for file in files)


def is_fresh() -> bool:
    """Whether the joined file holds what its sources hold now."""
    joined = STATIC / JOINED
    return joined.exists() and joined.read_text().startswith(_mark())


def _mark() -> str:
    sources = b"".join((STATIC / file).read_bytes() for file in FILES)
    return f"/* joined from {hashlib.sha256(sources).hexdigest()} */\n"
