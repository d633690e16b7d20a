"""The embedders there are, by the name that is stored with every vector."""

from collections.abc import Callable

from clew.calc.embed._encoder import SentenceEncoder, default_embedder
from clew.calc.embed._protocol import Embedder


def _english() -> Embedder:
    """Imported when somebody chose it: ONNX Runtime takes a second and 60 MB."""
    from clew.calc.embed._english import english_embedder

    return english_embedder()


_MAKERS: dict[str, Callable[[], Embedder]] = {SentenceEncoder.name: default_embedder, "minilm-l6-english": _english}
NAMES = tuple(_MAKERS)
"""Multilingual first: the default."""


def embedder_for(name: str) -> Embedder:
    """The embedder of that name, one per process. Raises KeyError for a name that no embedder has."""
    return _MAKERS[name]()
