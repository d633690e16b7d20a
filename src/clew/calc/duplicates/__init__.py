"""Notes that say again what an earlier note said: the same text, or nearly, and not from somebody else.

found = find_duplicates(Problem(texts, vectors, times, persons, accounts))
counted = [note for note, original in enumerate(found.originals) if original < 0]
"""

from clew.calc.duplicates._find import METHOD, Options, Problem, Result, find_duplicates, normalise

__all__ = ["METHOD", "Options", "Problem", "Result", "find_duplicates", "normalise"]
