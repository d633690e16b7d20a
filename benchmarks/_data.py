"""Real notes with the groups that people gave them, read from ../shared/data; each set's SOURCE.md has its licence."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Labelled:
    texts: list[str]
    labels: list[str]


def banking77(folder: Path) -> Labelled:
    """13,083 questions to a bank, 77 intents."""
    rows = _rows(folder / "train.csv") + _rows(folder / "test.csv")
    return Labelled([row["text"] for row in rows], [row["category"] for row in rows])


def clinc150(folder: Path) -> Labelled:
    """4,500 requests to an assistant (the test split), 150 intents."""
    rows = [row for row in _rows(folder / "clinc150.csv") if row["split"] == "test"]
    return Labelled([row["text"] for row in rows], [row["label"] for row in rows])


def clinc150_with_strangers(folder: Path) -> Labelled:
    """The same and the 1,000 requests of the test that fit no intent, labelled `oos`."""
    rows = [row for row in _rows(folder / "clinc150.csv") if row["split"] in {"test", "oos_test"}]
    return Labelled([row["text"] for row in rows], [row["label"] for row in rows])


def minibar(folder: Path) -> Labelled:
    """800 app reviews in English and French, grouped by hand within each of four files."""
    found = Labelled([], [])
    for path in sorted((folder / "for_clustering" / "labelled").glob("*/*.csv")):
        for row in _rows(path):
            found.texts.append(row["data"])
            found.labels.append(f"{path.parent.name} {path.stem} {row['ground_truth']}")
    return found


@dataclass(frozen=True)
class Source:
    name: str
    folder: str
    read: Callable[[Path], Labelled]

    def load(self) -> Labelled | None:
        """None where the set is missing."""
        folder = SHARED / self.folder
        return self.read(folder) if folder.is_dir() else None


BANKING77 = Source("banking77", "a_banking77_support", banking77)
CLINC150 = Source("clinc150", "a_clinc150", clinc150)
STRANGERS = Source("clinc150 + strangers", "a_clinc150", clinc150_with_strangers)
MINIBAR = Source("Mini-BAR", "a_minibar_garmin_huawei", minibar)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
