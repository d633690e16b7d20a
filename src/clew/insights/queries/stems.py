"""Words as PostgreSQL compares them, in every language that notes are stemmed by (`clew_stemmer`)."""

STEMMERS = (
    "english", "arabic", "danish", "german", "greek", "spanish", "finnish", "french", "hungarian", "indonesian",
    "italian", "lithuanian", "dutch", "norwegian", "portuguese", "romanian", "russian", "swedish", "turkish", "simple",
)  # fmt: skip

ASKED = "({})".format(" || ".join(f"websearch_to_tsquery('{stemmer}', clew_plain(%(words)s))" for stemmer in STEMMERS))
"""What the parameter `words` asks for, as somebody types it, whatever the note's language: a constant to the planner."""


def asked_in(language: str) -> str:
    """The same in one language, a column of notes: what marks the words of one note, twenty times as fast."""
    return f"websearch_to_tsquery(clew_stemmer({language}), clew_plain(%(words)s))"


BEGUN = "({})".format(" || ".join(f"to_tsquery('{stemmer}', %(words)s)" for stemmer in STEMMERS))
"""As `ASKED`, for `words` in PostgreSQL's own notation, such as beginnings of words: `sched:* & tom:*`."""
