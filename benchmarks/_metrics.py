"""How well found groups agree with given ones. Symmetric; 1 is the same grouping.

Sources: Hubert and Arabie 1985 (adjusted Rand index); Vinh, Epps, Bailey 2010 (adjusted mutual information, arithmetic
mean); Rosenberg and Hirschberg 2007 (V-measure). Values agree with scikit-learn's.
"""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Table = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


def contingency(first: Sequence[Hashable], second: Sequence[Hashable]) -> Table:
    """(groups of the first, groups of the second): how many things are in both."""
    rows, columns = _codes(first), _codes(second)
    table = np.zeros((int(rows.max(initial=-1)) + 1, int(columns.max(initial=-1)) + 1), np.int64)
    np.add.at(table, (rows, columns), 1)
    return table


def adjusted_rand(table: Table) -> float:
    """Agreement over pairs; 0 is what chance brings."""
    together, rows, columns = (_pairs(part) for part in (table.ravel(), table.sum(axis=1), table.sum(axis=0)))
    everything = _pairs(np.array([table.sum()]))
    expected = rows * columns / everything if everything else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def adjusted_mutual_information(table: Table) -> float:
    """Agreement in information; 0 is what chance brings."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    most = (_entropy(rows) + _entropy(columns)) / 2
    expected = _expected_information(rows, columns)
    return 1.0 if most == expected else (_mutual_information(table) - expected) / (most - expected)


def v_measure(table: Table) -> float:
    """Harmonic mean of homogeneity and completeness; chance is not taken out."""
    rows, columns = _entropy(table.sum(axis=1)), _entropy(table.sum(axis=0))
    return 1.0 if rows + columns == 0 else 2 * _mutual_information(table) / (rows + columns)


def _codes(labels: Sequence[Hashable]) -> Table:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], np.int64)


def _pairs(counts: Table) -> float:
    return float((counts * (counts - 1) / 2).sum())


def _entropy(counts: Table) -> float:
    shares: Numbers = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _mutual_information(table: Table) -> float:
    return _entropy(table.sum(axis=1)) + _entropy(table.sum(axis=0)) - _entropy(table.ravel())


def _expected_information(rows: Table, columns: Table) -> float:
    """Mean mutual information of random groupings with these sizes; groups of equal size are counted together."""
    total = int(rows.sum())
    log_factorial: Numbers = gammaln(np.arange(total + 1) + 1.0)
    expected = 0.0
    for a, of_a in zip(*np.unique(rows, return_counts=True), strict=True):
        for b, of_b in zip(*np.unique(columns, return_counts=True), strict=True):
            both = np.arange(max(1, a + b - total), min(a, b) + 1)
            chance = np.exp(
                log_factorial[a] + log_factorial[b] + log_factorial[total - a] + log_factorial[total - b]
                - log_factorial[total] - log_factorial[both] - log_factorial[a - both] - log_factorial[b - both]
                - log_factorial[total - a - b + both]
            )  # fmt: skip
            expected += int(of_a) * int(of_b) * float((both / total * np.log(total * both / (a * b)) * chance).sum())
    return expected
