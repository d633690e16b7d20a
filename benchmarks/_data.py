"""Real notes with the groups that people gave them, read from ../shared/data; each set's SOURCE.md has its licence."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

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


def documents(folder: Path) -> Labelled:
    """Some 900 first messages to a company's support, grouped by the help page that answered them (two or more each)."""
    found = Labelled([], [])
    for path in (folder / "dev.json", folder / "test.json"):
        for thread in json.loads(path.read_text(encoding="utf-8")):
            turns = [turn["message"] for turn in thread["dialogContent"] if turn.get("client")]
            found.texts.append(_without_addresses(turns[0]) if turns else "")
            found.labels.append(thread["agentURL"]["doc_id"])
    return _repeated(found)


def projects(folder: Path) -> Labelled:
    """Titles of 1,900 issues of eight projects of one company."""
    found = Labelled([], [])
    for path in sorted(folder.glob("*.json")):
        for issue in json.loads(path.read_text(encoding="utf-8")):
            found.texts.append(issue["title"])
            found.labels.append(path.stem)
    return found


def judged(folder: Path) -> Labelled:
    """Some 320 app reviews that people found to speak of one of twelve features."""
    found = Labelled([], [])
    for path in sorted((folder / "Ground truth - annotated reviews").glob("*/*/*.xlsx")):
        for row in _sheet(path):
            if row[4] == "Y" and row[2]:
                found.texts.append(str(row[2]))
                found.labels.append(f"{row[0]} {row[3]}")
    return found


def minibar_reviews(folder: Path) -> Labelled:
    """The 8,000 app reviews in English and French, by app; not the ones people called irrelevant."""
    found = Labelled([], [])
    for path in sorted((folder / "for_classification").glob("*.csv")):
        for row in _rows(path):
            if row["irrelevant"] != "1":
                found.texts.append(row["data"])
                found.labels.append(row["app"])
    return found


def maalej(folder: Path) -> Labelled:
    """1,885 app reviews by kind: problem, request, experience, rating. The files have a comma too many at their end."""
    found = Labelled([], [])
    for path in sorted(folder.glob("*.json")):
        text = re.sub(r",\s*\]\s*$", "]", path.read_text(encoding="utf-8"))
        for review in json.loads(text):
            found.texts.append("\n".join(filter(None, (review.get("title"), review.get("comment")))))
            found.labels.append(path.stem)
    return found


def surveys(folder: Path) -> Labelled:
    """Open answers of OpenTelemetry's surveys, by question: those of some words that nobody ticked."""
    found = Labelled([], [])
    for path in sorted((folder / "feedback").glob("*/*.csv")):
        rows = _rows(path)
        for question in rows[0]:
            answers = [(row[question] or "").strip() for row in rows]
            answers = [answer for answer in answers if len(answer.split()) >= 4 and not _ticked(answer)]
            spoken = "timestamp" not in question.casefold() and sum(map(len, answers)) >= 40 * len(answers)
            if answers and spoken and Counter(answers).most_common(1)[0][1] <= 2:
                found.texts.extend(answers)
                found.labels.extend([f"{path.stem}: {question}"] * len(answers))
    return found


def reviews(folder: Path) -> Labelled:
    """5,000 reviews of four apps."""
    found = Labelled([], [])
    for path in sorted((folder / "Collected reviews").glob("*.xlsx")):
        for row in _sheet(path):
            if row[2]:
                found.texts.append(str(row[2]))
                found.labels.append(str(row[0]))
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
DOCUMENTS = Source("support threads by help page", "a_ibm_twitter_support", documents)
PROJECTS = Source("issues by project", "c_gitlab_issues_api", projects)
JUDGED = Source("reviews by feature", "a_dabrowski_feature_search", judged)
MINIBAR_REVIEWS = Source("Mini-BAR reviews", "a_minibar_garmin_huawei", minibar_reviews)
MAALEJ = Source("Maalej reviews", "a_maalej_reviews", maalej)
SURVEYS = Source("OpenTelemetry surveys", "f_opentelemetry", surveys)
REVIEWS = Source("Dabrowski reviews", "a_dabrowski_feature_search", reviews)


def _ticked(answer: str) -> bool:
    """Whether it is a list of options."""
    return ";" in answer or ("," in answer and all(len(piece.split()) <= 2 for piece in answer.split(",")))


def _repeated(found: Labelled) -> Labelled:
    """Only groups of two and more."""
    sizes = Counter(found.labels)
    kept = [place for place, label in enumerate(found.labels) if sizes[label] > 1 and found.texts[place]]
    return Labelled([found.texts[place] for place in kept], [found.labels[place] for place in kept])


def _without_addresses(text: str) -> str:
    return " ".join(re.sub(r"https?: ?\S+|@\w+", " ", text).split())


def _sheet(path: Path) -> list[tuple[object, ...]]:
    """Rows of the first sheet below its heads; blank ones end it."""
    book = load_workbook(path, read_only=True)
    return [row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True) if any(row)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
