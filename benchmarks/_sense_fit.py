"""Logistic regression with a ridge, and its calibration on notes it has not seen."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from clew.calc.arrays import Bools, Doubles, Floats, Integers

STRENGTH = 3.0
"""How much the notes count beside the ridge (scikit-learn's C); the value measured in the guide."""
STEPS = 200


@dataclass(frozen=True)
class Linear:
    """One column of `weights` (d + 1, c) per class, the last row the bias."""

    weights: Doubles

    def scores(self, features: Floats) -> Doubles:
        scores: Doubles = features @ self.weights[:-1].astype(np.float32) + self.weights[-1]
        return scores


def fit(features: Floats, labels: Integers, classes: int) -> Linear:
    """Softmax over `classes`, each weighing the same in all however many notes it has."""
    n, d = features.shape
    counts = np.bincount(labels, minlength=classes)
    weight = (n / (classes * np.maximum(counts, 1)))[labels] * STRENGTH
    wanted = np.eye(classes)[labels]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights = flat.reshape(d + 1, classes)
        shares, logs = _softmax(features @ weights[:-1].astype(np.float32) + weights[-1])
        off = ((shares - wanted) * weight[:, None]).astype(np.float32)
        slope = np.concatenate([features.T @ off + weights[:-1], off.sum(axis=0, keepdims=True)])
        value = -(weight * logs[np.arange(n), labels]).sum() + (weights[:-1] ** 2).sum() / 2
        return float(value), slope.ravel().astype(np.float64)

    start = np.zeros((d + 1) * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return Linear(found.x.reshape(d + 1, classes))


def fit_yes_no(features: Floats, labels: Bools) -> Linear:
    """One column: the log odds of yes."""
    both = fit(features, labels.astype(np.int64), 2).weights
    return Linear(both[:, 1:] - both[:, :1])


def calibrate(scores: Doubles, labels: Integers) -> tuple[float, Doubles]:
    """The factor and the biases that make softmax(`factor` · `scores` + biases) most likely; one column: the sigmoid."""
    if scores.shape[1] == 1:
        factor, biases = calibrate(np.concatenate([np.zeros_like(scores), scores], axis=1), labels)
        return factor, biases[1:] - biases[:1]

    def loss(flat: Doubles) -> float:
        return float(-_softmax(flat[0] * scores + flat[1:])[1][np.arange(len(labels)), labels].mean())

    found = minimize(loss, np.concatenate([[1.0], np.zeros(scores.shape[1])]), method="L-BFGS-B")
    return float(found.x[0]), found.x[1:]


def held_out(features: Floats, labels: Integers, classes: int, groups: Integers) -> Doubles:
    """Scores of every row by what was learnt from the other groups; group -1 is always learnt from, never scored."""
    yes_no = classes == 2
    scores = np.zeros((len(labels), 1 if yes_no else classes))
    for group in np.unique(groups[groups >= 0]):
        seen = groups != group
        model = fit_yes_no(features[seen], labels[seen] > 0) if yes_no else fit(features[seen], labels[seen], classes)
        scores[~seen] = model.scores(features[~seen])
    return scores


def _softmax(scores: Doubles) -> tuple[Doubles, Doubles]:
    """Shares and their logarithms."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return np.exp(logs), logs
