"""In which language a text is, by byte groups (py3langid), among the languages that notes come in."""

import re
from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

METHOD = "langid 1"
LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko",
    "nl", "no", "pl", "pt", "ro", "ru", "sk", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
CHARACTERS = 250  # of a text: more tells little
LEAST_LETTERS = 16
"""Letters of a text that is not too short to tell; a character of a script without an alphabet says as much as three."""
LEAST_SHARE = 0.8
NOISE = re.compile(r"https?://\S+|\S+@\S+|[@#]\w+|[\d_]+|[^\w\s'’]+")
DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
SPACES = re.compile(r"\s+")


def languages(texts: Sequence[str]) -> list[tuple[str, float]]:
    """For each text its language (ISO 639-1; Norwegian is `no`) and how sure that is; "" where it is not sure or the
    text is too short. Mixed texts have one language: the one with the most say in their beginning.
    """
    return [_language(text) for text in texts]


def _language(text: str) -> tuple[str, float]:
    words = SPACES.sub(" ", NOISE.sub(" ", text[: 2 * CHARACTERS])).strip()[:CHARACTERS]
    letters = len(words) - words.count(" ") + 2 * len(DENSE.findall(words))
    if letters < LEAST_LETTERS:
        return "", 0.0
    language, share = _identifier().classify(words)
    return (language if share >= LEAST_SHARE else ""), float(share)


@cache
def _identifier() -> LanguageIdentifier:
    """One per process, 0.3 s and 60 MB. Languages that no note is likely to be in only take from those that are."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
