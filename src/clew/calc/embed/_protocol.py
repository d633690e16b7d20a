from collections.abc import Sequence
from typing import Protocol

from clew.calc.arrays import Floats, Integers


class Embedder(Protocol):
    """`name` and `version` are stored with every vector: vectors of different versions are never compared."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """(n, dimensions), each row of length 1; a row does not depend on the other texts."""
        ...

    def tokens(self, texts: Sequence[str]) -> list[Integers]:
        """The word pieces of each text as vocabulary numbers, in order, without marks of beginning and end."""
        ...
