from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli import machinery


@pytest.fixture
def nowhere() -> Iterator[Path]:
    """A data folder that does not exist yet."""
    with machinery.folder() as data:
        yield data
