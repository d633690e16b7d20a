"""Notes whose kind or mood people told, and what can be drawn from them, read from ../shared/data."""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from openpyxl import load_workbook

from benchmarks._data import SHARED
from clew.calc.arrays import Bools, Integers

GOOD, BAD = 4, 2  # stars from and up to which a review is taken for pleased or displeased
MINIBAR, MAALEJ, DABROWSKI = "a_minibar_garmin_huawei", "a_maalej_reviews", "a_dabrowski_feature_search"
BANKING, IBM = "a_banking77_support", "a_ibm_twitter_support"
CORONA = "e_corona_warn_app_scope"
SOURCES = (
    "Mini-BAR (MIT, Jialiang Wei, 2023): 8,000 app reviews in English and French",
    "Maalej et al. 2016 (CC0): 1,885 app reviews",
    "Banking77 (CC BY 4.0, PolyAI Limited): 6,000 of its questions to a bank",
)
QUESTION = re.compile(
    r"(how|what|why|when|where|which|who|is|are|am|do|does|did|can|could|will|would|should|may|has|have)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reviews:
    """`group`: what is held out together. `stars` 0 where unknown. `marks`: what people called it, by name."""

    texts: list[str]
    group: list[str]
    language: list[str]
    stars: Integers
    marks: dict[str, Bools]


def are_there() -> bool:
    return all((SHARED / folder).is_dir() for folder in (MINIBAR, MAALEJ, DABROWSKI, BANKING, IBM))


def minibar() -> Reviews:
    rows: list[dict[str, str]] = []
    for path in sorted((SHARED / MINIBAR / "for_classification").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    stars = np.array([int(row["score"]) for row in rows])
    marks = {name: np.array([row[name] == "1" for row in rows]) for name in ("problem_report", "feature_request")}
    irrelevant = np.array([row["irrelevant"] == "1" for row in rows])
    return Reviews(
        texts=[row["data"] for row in rows],
        group=[row["app"] for row in rows],
        language=[row["ori_lang"] for row in rows],
        stars=stars,
        marks={
            "problem": marks["problem_report"],
            "request": marks["feature_request"],
            "praise": irrelevant & (stars >= GOOD),
        },
    )


def in_language(reviews: Reviews, language: str) -> Reviews:
    chosen = np.array(reviews.language) == language
    return Reviews(
        of(reviews.texts, chosen),
        of(reviews.group, chosen),
        of(reviews.language, chosen),
        reviews.stars[chosen],
        {name: mark[chosen] for name, mark in reviews.marks.items()},
    )


def maalej() -> Reviews:
    """One label each: Bug, Feature, UserExperience, Rating."""
    rows: list[dict[str, object]] = []
    for name in ("Bug", "Feature", "UserExperience", "Rating.sample"):
        text = (SHARED / MAALEJ / f"{name}.json").read_text(encoding="utf-8")
        rows += json.loads(re.sub(r",\s*\]\s*$", "]", text))
    return Reviews(
        texts=[
            "\n".join(str(row[name]) for name in ("title", "comment") if row[name]).replace("\t", "\n") for row in rows
        ],
        group=["Maalej"] * len(rows),
        language=["en"] * len(rows),
        stars=np.array([int(str(row["rating"] or 0)) for row in rows]),
        marks={
            kind: np.array([row["label"] == label for row in rows])
            for kind, label in (("problem", "Bug"), ("request", "Feature"))
        },
    )


def sentences_with_feeling() -> tuple[list[str], Bools]:
    """Dabrowski, study 1: sentences of eight apps' reviews that praise (True) or blame features, not both."""
    path = SHARED / DABROWSKI / "study1_opinions" / "Ground_truth.xlsx"
    sheet = load_workbook(path, read_only=True).worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=2, max_col=8, values_only=True) if row[3]]
    told = [(str(row[3]), bool(row[4])) for row in rows if bool(row[4]) != bool(row[6])]
    return [text for text, _ in told], np.array([pleased for _, pleased in told])


def banking(part: str) -> tuple[list[str], Bools]:
    """`part` train or test. Whether each asks something, by its form: begins as questions do, or ends in a mark."""
    texts = _column(SHARED / BANKING / f"{part}.csv", "text")
    return texts, np.array([asks(text) for text in texts])


def asks(text: str) -> bool:
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    return text.rstrip().endswith("?") or QUESTION.match(last) is not None


def first_tweets() -> list[str]:
    """What opened each of IBM's 1,025 conversations with a company's support."""
    texts = []
    for part in ("dev", "test"):
        talks = json.loads((SHARED / IBM / f"{part}.json").read_text(encoding="utf-8"))
        texts += [next(turn["message"] for turn in talk["dialogContent"] if "client" in turn) for talk in talks]
    return texts


def paragraphs() -> dict[str, list[str]]:
    """By language, the sentences of two documents that stand in the Corona-Warn-App's folder in both languages."""
    folder = SHARED / CORONA
    files = {
        "en": [folder / "scoping_document.md", folder / "pruefsteine.md"],
        "de": [folder / "translations" / f"{name}.de.md" for name in ("scoping_document", "pruefsteine")],
    }
    return {
        language: [line for path in paths if path.is_file() for line in _lines(path.read_text(encoding="utf-8"))]
        for language, paths in files.items()
    }


def _lines(text: str) -> list[str]:
    """Lines of prose: no heads of tables, no addresses; without marks of Markdown."""
    plain = (re.sub(r"https?://\S+|[#*_`|>\[\]]+", " ", line).strip() for line in text.splitlines())
    return [line for line in plain if sum(map(str.isalpha, line)) >= 16 and len(line.split()) >= 4]


def of(texts: Sequence[str], chosen: Bools) -> list[str]:
    return [text for text, wanted in zip(texts, chosen, strict=True) if wanted]


def _column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]
