"""What a note is (problem, request, praise, question), how its writer feels, and in which language it is.

found = sense(texts, vectors, embedder="use-multilingual-v3 …")     # None: no coefficients for these vectors
found.kinds(), found.moods()                                        # "" and None where it is not sure enough
languages(texts)                                                    # ("fr", 0.98), ("", 0.4) …

Logistic regression on the embedder's vectors and a few cues of wording (`docs/decisions/0016-sense.md`). The coefficients
are trained by `python -m benchmarks._train_sense`; each file says from which sets, and how well they did on notes of
an app they had not seen.
"""

from clew.calc.sense._language import LANGUAGES, METHOD, languages
from clew.calc.sense._model import Head, Model, model_for
from clew.calc.sense._sense import KINDS, MOODS, Sense, sense

__all__ = [
    "KINDS",
    "LANGUAGES",
    "METHOD",
    "MOODS",
    "Head",
    "Model",
    "Sense",
    "languages",
    "model_for",
    "sense",
]
