"""Reading through a table, or its first part, for what can be said and shown of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from clew.kit.tables.cells import clean
from clew.kit.tables.layout import Row
from clew.kit.text import count, plural

READ_WHOLE = 32 * 1024 * 1024
"""Files up to this size are read through at once: their rows are counted, and their faults found, before anything else."""
SAMPLE_ROWS, SAMPLE_CELLS, SAMPLE_LENGTH = 100, 20_000, 400


@dataclass
class Tally:
    """`share` is how much of the file was read before counting ended: 1 when it read to the end."""

    rows: int = 0
    faults: int = 0
    share: float = 1.0
    sample: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def is_exact(self) -> bool:
        return self.share == 1

    @property
    def estimate(self) -> int:
        return round(self.rows / self.share)

    def remarks(self) -> Iterator[str]:
        if self.faults:
            noun = plural(self.faults, "row")
            yield f"{noun} of {count(self.rows)} read so far hold too many or too few cells and will be refused."


def share_read(stream: BinaryIO, size: int) -> float:
    """How much of a large file was read, once that is enough to stop; else 1."""
    read = stream.tell()
    return read / size if READ_WHOLE < read < size else 1.0


def tally(rows: Iterator[Row], width: int, share: Callable[[], float]) -> Tally:
    """`share` is asked now and then: below 1, counting ends there and the whole is estimated."""
    found = Tally()
    room = max(5, min(SAMPLE_ROWS, SAMPLE_CELLS // max(width, 1)))
    for row in rows:
        found.rows += 1
        found.faults += bool(row.fault)
        if not row.fault and len(found.sample) < room:
            found.sample.append(tuple(clean(cell[: 4 * SAMPLE_LENGTH])[:SAMPLE_LENGTH] for cell in row.cells))
        if found.rows % 1000 == 0 and (read := share()) < 1:
            found.share = read
            break
    return found
