"""Queries with judgements: Dabrowski's feature queries, and questions of banking77 that share an intent."""

import random
from collections import defaultdict
from dataclasses import dataclass, field

import openpyxl

from benchmarks._data import SHARED, _rows

SEED, QUESTIONS = 1, 300


@dataclass(frozen=True)
class Judged:
    """`relevant` holds, for each query, numbers of `texts` from 1 on; with `pools`, only those there were judged."""

    name: str
    texts: list[str]
    queries: list[str]
    relevant: list[set[int]]
    pools: list[set[int]] = field(default_factory=list)


def features() -> Judged | None:
    """12 queries by feature, each with some 47 judged app reviews: the judgements of IS-22 that are published."""
    folder = SHARED / "a_dabrowski_feature_search" / "Ground truth - annotated reviews"
    paths = sorted(folder.glob("*/*/*.xlsx"))
    numbers: dict[str, int] = {}
    texts: list[str] = []
    found = Judged("features", texts, [], [], [])
    for path in paths:
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[1]]
        pool, relevant = set(), set()
        for row in rows:
            key = str(row[1])
            if key not in numbers:
                texts.append(str(row[2]).replace("\x00", " "))
                numbers[key] = len(texts)
            pool.add(numbers[key])
            if str(row[4]).strip().upper() == "Y":
                relevant.add(numbers[key])
        found.queries.append(str(rows[0][3]))
        found.relevant.append(relevant)
        found.pools.append(pool)
    return found if paths else None


def banking() -> Judged | None:
    """300 test questions to a bank; the training questions of the same intent are what they should find."""
    folder = SHARED / "a_banking77_support"
    if not folder.is_dir():
        return None
    train, test = _rows(folder / "train.csv"), _rows(folder / "test.csv")
    by_intent: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(train, 1):
        by_intent[row["category"]].add(number)
    asked = random.Random(SEED).sample(test, QUESTIONS)
    relevant = [by_intent[row["category"]] for row in asked]
    return Judged("banking", [row["text"] for row in train], [row["text"] for row in asked], relevant)
