"""Working through a long file: batches of bounded size, made while the database is busy with the one before."""

import gc
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from clew.kit.tables import Row

T = TypeVar("T")
DONE = object()
ROWS, CHARACTERS = 2_000, 8_000_000
"""A batch ends with whichever comes first."""
USUALLY, SELDOM = gc.get_threshold(), 100_000


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(len, row.cells))
        if len(batch) >= ROWS or size >= CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read_ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """The same items, the next one being made in another thread (which must not touch the database) meanwhile."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        following = pool.submit(next, items, DONE)
        while (item := following.result()) is not DONE:
            following = pool.submit(next, items, DONE)
            yield item  # type: ignore[misc]  # DONE ended the loop


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Rows hold no cycles: looking for them every 700 objects costs a third of the time."""
    gc.set_threshold(SELDOM, *USUALLY[1:])
    try:
        yield
    finally:
        gc.set_threshold(*USUALLY)
