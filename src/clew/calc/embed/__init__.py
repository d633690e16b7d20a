"""Texts into vectors whose cosine is their likeness in meaning, without a network: in sixteen languages, or finer in
English (`embedder_for`).

    embedder = default_embedder()
    vectors = embedder.encode(["Export to PDF fails", "L'export en PDF ne marche pas"])   # (2, 512), cosine 0.86

Importing this package imports numpy and scipy and is for the worker; the weights (32 MB) are read by the first call of
`default_embedder`, which takes about two seconds.
"""

from clew.calc.embed._choice import NAMES, embedder_for
from clew.calc.embed._encoder import default_embedder
from clew.calc.embed._protocol import Embedder
from clew.calc.embed._tokens import MAX_CHARACTERS, MAX_TOKENS

__all__ = ["MAX_CHARACTERS", "MAX_TOKENS", "NAMES", "Embedder", "default_embedder", "embedder_for"]
