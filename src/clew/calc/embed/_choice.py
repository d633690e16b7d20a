"""The embedders there are, by the name that is stored with every vector."""

from clew.calc.embed._encoder import SentenceEncoder, default_embedder
from clew.calc.embed._protocol import Embedder


def embedder_for(name: str) -> Embedder:
    """The embedder of that name, one per process. Raises KeyError for a name that no embedder has."""
    return _MAKERS[name]()


_MAKERS = {SentenceEncoder.name: default_embedder}
