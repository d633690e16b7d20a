"""What was learned before any workspace decided anything, by embedder: `python -m benchmarks._link_prior` makes it.

Learned on CLINC150 (Larson et al. 2019, CC BY 3.0) and Banking77 (Casanueva et al. 2020, CC BY 4.0): 3 to 20 examples for
each of 4 to 115 targets, 60 to 4,000 notes as background, a quarter of the themes or more hidden. No text of theirs is here.
"""

from clew.calc.links._chance import Prior

DEFAULT = "use-multilingual-v3"
FEW = 600
"""Notes of a background up to which the second prior holds: in a small one, crowds and rare words mean less."""
# fmt: off
_LEARNED = {
    DEFAULT: (
        Prior(
            (6.5831, 5.3443, 0.1149, 3.0385, 1.5938, 0.1739, 2.7974, 0.5049, 1.3325, 0.9304, -8.707, -8.3792),
            intercept=3.8721, sure=0.642, likely=0.342,
        ),
        Prior(
            (8.8017, 3.2536, -0.6286, -1.195, 2.9768, 0.0444, 2.4176, -0.3761, -0.5116, 1.0264, -4.9382, 5.5117),
            intercept=-6.3712, sure=0.647, likely=0.39,
        ),
    ),
    "minilm-l6-english": (
        Prior(
            (7.9778, 5.4666, -0.6645, 2.6526, 1.395, 0.8323, 1.2146, 1.1093, -0.6413, 1.325, -8.9442, -6.9425),
            intercept=2.9662, sure=0.577, likely=0.236,
        ),
        Prior(
            (9.6415, 4.2935, 0.4096, -2.838, 2.3982, 0.1928, 0.0184, 0.3117, -1.8828, 1.5695, -6.0682, 4.7704),
            intercept=-7.243, sure=0.647, likely=0.377,
        ),
    ),
}
# fmt: on


def prior_for(embedder: str, background: int) -> Prior:
    """For the embedder of this name (the default one where it has none of its own) and as many notes as background."""
    many, few = _LEARNED.get(embedder, _LEARNED[DEFAULT])
    return few if background <= FEW else many
