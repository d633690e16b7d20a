"""What is known of a note's kind, mood and language, in words, and whose word it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clew.insights.models import Note, NoteKind, SaidBy

KINDS = {"problem": "a problem", "request": "a request", "praise": "praise", "question": "a question"}
MOODS = {"-1": "unhappy", "0": "neutral", "1": "happy"}
LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
LIKELY = 50
"""Percent from which a second finding is worth a word."""


@dataclass(frozen=True)
class Told:
    """`words`: “Likely a problem, 87%”, or a person's “Problem”; blank where nobody can tell. `besides`: what the
    machine found and what counts instead, or a second kind that is likely as well. `value`: what counts.
    """

    words: str
    besides: str
    value: str


@dataclass(frozen=True)
class SenseWords:
    kind: Told
    mood: Told
    language: str


def sense_of(note: Note) -> SenseWords:
    sensed: Mapping[str, Any] = note.sensed or {}
    return SenseWords(
        _kind(note, sensed.get("kind", {})), _mood(note, sensed.get("mood", {})), language_of(note.language)
    )


def language_of(code: str) -> str:
    """English of `en` and `en-GB`; a code that is not known stands for itself."""
    return LANGUAGES.get(code.lower().replace("_", "-").split("-")[0], code)


def _kind(note: Note, shares: Mapping[str, int]) -> Told:
    likeliest = max(shares, key=shares.__getitem__, default="")
    if note.kind_origin == SaidBy.MACHINE:
        words = (
            f"Likely {KINDS[note.kind]}, {shares[note.kind]}%" if note.kind in shares else "Likely none of the kinds"
        )
        others = [kind for kind in KINDS if kind != note.kind and shares.get(kind, 0) >= LIKELY]
        return Told(words, "".join(f"also {KINDS[kind]}, {shares[kind]}%" for kind in others[:1]), note.kind)
    words = NoteKind(note.kind).label if note.kind else ""
    differs = bool(likeliest) and shares[likeliest] >= LIKELY and likeliest != note.kind
    found = f"Clew found {KINDS[likeliest]}, {shares[likeliest]}%" if differs and note.kind_origin else ""
    return Told(words, found, note.kind)


def _mood(note: Note, shares: Mapping[str, int]) -> Told:
    value = "" if note.mood is None else str(note.mood)
    if note.mood_origin == SaidBy.MACHINE:
        return Told(f"Likely {MOODS[value]}, {shares.get(value, 0)}%", "", value)
    likeliest = max(shares, key=shares.__getitem__, default="")
    differs = bool(likeliest) and shares[likeliest] >= LIKELY and likeliest != value and bool(value)
    found = f"Clew found {MOODS[likeliest]}, {shares[likeliest]}%" if differs else ""
    return Told(MOODS[value].capitalize() if value else "", found, value)
