"""What was learned before any workspace decided anything, by embedder: `python -m benchmarks._link_prior` makes it.

Learned on CLINC150 (Larson et al. 2019, CC BY 3.0) and Banking77 (Casanueva et al. 2020, CC BY 4.0): 3 to 20 examples for
each of 8 to 115 targets, 400 to 4,000 notes as background, a quarter of the themes hidden. No text of theirs is in it.
"""

from clew.calc.links._chance import Prior

DEFAULT = "use-multilingual-v3"
# fmt: off
_LEARNED = {
    DEFAULT: Prior(
        (6.3325, 4.5278, 0.3256, 2.9536, 2.151, 0.0799, 2.8214, 0.4063, 1.1632, 1.1212, -8.0908, -6.8586),
        intercept=2.9401, sure=0.613, likely=0.308,
    ),
    "minilm-l6-english": Prior(
        (7.6881, 4.53, -0.0742, 2.9897, 2.071, 0.4431, 1.2254, 1.0762, -0.7208, 1.4993, -8.6015, -5.2319),
        intercept=1.8929, sure=0.531, likely=0.194,
    ),
}
# fmt: on


def prior_for(embedder: str) -> Prior:
    """The prior of the embedder of this name; of the default one where it has none."""
    return _LEARNED.get(embedder, _LEARNED[DEFAULT])
