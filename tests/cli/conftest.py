from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli import machinery

from clew.config.embedded import Embedded


@pytest.fixture(scope="module")
def _data() -> Iterator[Path]:
    with machinery.copied() as data:
        yield data


@pytest.fixture
def data(_data: Path) -> Iterator[Path]:
    """A data folder with tables and hardly anything in them, that nobody serves. The tests of a module share it."""
    yield _data
    assert Embedded(_data).owner() is None
    (_data / "run" / "serve.json").unlink(missing_ok=True)


@pytest.fixture
def nowhere() -> Iterator[Path]:
    """A data folder that does not exist yet."""
    with machinery.folder() as data:
        yield data
