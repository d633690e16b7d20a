"""Coefficients that were trained elsewhere and ship with Clew, one file per embedder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from clew.calc.arrays import Floats


@dataclass(frozen=True)
class Head:
    """One logistic regression: `weights` (d,) and `bias` on vectors joined with cues; calibration is worked in."""

    weights: Floats
    bias: float

    def scores(self, features: Floats) -> Floats:
        """(n,): log odds; for the moods, the logarithm of an unnormed share."""
        scores: Floats = features @ self.weights + np.float32(self.bias)
        return scores


@dataclass(frozen=True)
class Model:
    """`languages`: those that the embedder knows, empty: many. `kinds` and `moods` by name; `least`: the probability from which each is told; `method`: stored with the note."""

    method: str
    embedder: str
    dimensions: int
    languages: tuple[str, ...]
    kinds: Mapping[str, Head]
    moods: Mapping[str, Head]
    least: Mapping[str, float]


@cache
def model_for(embedder: str) -> Model | None:
    """The coefficients for vectors of that mark, None where there are none: another space needs others."""
    for file in files(__package__).joinpath("coefficients").iterdir():
        if file.name.endswith(".json"):
            data = json.loads(file.read_text(encoding="utf-8"))
            if embedder in data["embedders"]:
                return _read(data, embedder)
    return None


def _read(data: Mapping[str, "object"], embedder: str) -> Model:
    return Model(
        method=str(data["method"]),
        embedder=embedder,
        dimensions=int(str(data["dimensions"])),
        languages=_names(data["languages"]),
        kinds=_heads(data["kinds"]),
        moods=_heads(data["moods"]),
        least=_numbers(data["least"]),
    )


def _heads(data: object) -> dict[str, Head]:
    if not isinstance(data, dict):
        raise TypeError(data)
    return {
        name: Head(np.array(head["weights"], np.float32) / np.float32(head["per"]), float(head["bias"]))
        for name, head in data.items()
    }


def _names(data: object) -> tuple[str, ...]:
    if not isinstance(data, list):
        raise TypeError(data)
    return tuple(str(name) for name in data)


def _numbers(data: object) -> dict[str, float]:
    if not isinstance(data, dict):
        raise TypeError(data)
    return {name: float(value) for name, value in data.items()}
