"""Themes: found in notes, made readable, and recognised when they are found again.

found = find_themes(Problem(vectors, embedder.tokens(texts)), seed=1)
readable = describe_themes(DescriptionProblem(texts, vectors, found.labels, found.confidence), embedder=embedder)
areas = describe_areas(texts, found.labels, found.parents)
identity = keep_identity(Grouping(old_ids, old_labels), Grouping(ids, found.labels, found.centroids))
"""

from clew.calc.themes._areas import Area, describe_areas
from clew.calc.themes._constraints import Constraints
from clew.calc.themes._describe import Description, DescriptionOptions, DescriptionProblem, describe_themes
from clew.calc.themes._find import FLOOR, METHOD, Options, Problem, Result, Trial, find_themes
from clew.calc.themes._identity import Bond, Grouping, Identity, IdentityOptions, keep_identity
from clew.calc.themes._passages import Passage, PassageKind
from clew.calc.themes._text import sentences

__all__ = [
    "FLOOR",
    "METHOD",
    "Area",
    "Bond",
    "Constraints",
    "Description",
    "DescriptionOptions",
    "DescriptionProblem",
    "Grouping",
    "Identity",
    "IdentityOptions",
    "Options",
    "Passage",
    "PassageKind",
    "Problem",
    "Result",
    "Trial",
    "describe_areas",
    "describe_themes",
    "find_themes",
    "keep_identity",
    "sentences",
]
