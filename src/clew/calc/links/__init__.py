"""Which theme, opportunity or feature a note belongs to: how likely, and which of its words say so.

    ground = Ground(background)                              # the workspace's notes, or some thousands of them
    found = compare(notes, Targets(examples, members), ground)
    prior = prior_for(embedder.name, len(background))
    known = calibrate(prior, Decisions(scores, accepted))
    chances = known.chance(prior.score(found.features))      # propose from known.likely, sure from known.sure

Half centroid, half the vote of the ten nearest examples (engine-insight, section 8) rank the targets; a logistic
regression over these, over the likeness in words and over how crowded it is around note and target says how likely the
best ones are. It is learned once per embedder and bent by what the people of a workspace accept and dismiss.
"""

from clew.calc.links._chance import LIKELY, NONE, SURE, Calibration, Decisions, Prior, bar, calibrate
from clew.calc.links._features import FEATURES, Candidates, Ground, Targets, Texts, compare
from clew.calc.links._lexical import Lexicon, lexicon
from clew.calc.links._priors import prior_for
from clew.calc.links._words import best_span, shared_words, spans

METHOD = "links 1"

__all__ = [
    "FEATURES",
    "LIKELY",
    "METHOD",
    "NONE",
    "SURE",
    "Calibration",
    "Candidates",
    "Decisions",
    "Ground",
    "Lexicon",
    "Prior",
    "Targets",
    "Texts",
    "bar",
    "best_span",
    "calibrate",
    "compare",
    "lexicon",
    "prior_for",
    "shared_words",
    "spans",
]
