"""What the doctor may find. Every finding has an id that stays, one sentence, and the mend."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Level(StrEnum):
    BROKEN = "broken"
    """Clew does not work, or loses something, until it is mended."""
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    id: str
    level: Level
    sentence: str
    mend: str

    def as_facts(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Setup:
    """What is looked at."""

    data: Path
    port: int = 8000
    is_root: bool = False
    with_mail: bool = False


def broken(id_: str, sentence: str, mend: str) -> Finding:
    return Finding(id_, Level.BROKEN, sentence, mend)


def warning(id_: str, sentence: str, mend: str) -> Finding:
    return Finding(id_, Level.WARNING, sentence, mend)
