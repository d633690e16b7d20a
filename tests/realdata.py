"""Real data sets, read from ../shared/data where they are present."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def data_folder(name: str) -> Path:
    """The folder of the data set `name`; skips the test, with the reason, where it is missing."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not at {folder}")
    return folder
