"""Leiden (Traag, Waltman, van Eck 2019) that gives the same groups every time. Imported only where themes are found:
scikit-network takes two seconds and 60 MB.
"""

import numpy as np
from scipy.sparse import csr_array, csr_matrix
from sknetwork.clustering import Leiden

from clew.calc.arrays import Floats, Integers


class SteadyLeiden(Leiden):  # type: ignore[misc]  # the library has no types
    """The library refines by the C function `rand`, one state for the whole process; here the best move is taken.

    As good on banking77, clinc150 and Mini-BAR (AMI within .003), steadier and a quarter faster.
    """

    def _optimize_refine(
        self,
        labels: Integers,
        refined: Integers,
        adjacency: "csr_matrix[np.float32]",
        out_weights: Floats,
        in_weights: Floats,
    ) -> Integers:
        ties = adjacency.tocoo()
        inside = labels[ties.row] == labels[ties.col]
        within = csr_matrix((ties.data[inside], (ties.row[inside], ties.col[inside])), shape=ties.shape)
        found: Integers = self._optimize(refined, within, out_weights, in_weights)[0]
        return found


def groups(ties: "csr_array[np.float32]", resolution: float) -> Integers:
    """A label per note, from 0, by modularity; higher resolution, more groups."""
    method = SteadyLeiden(resolution=resolution, shuffle_nodes=False, random_state=0)
    return np.asarray(method.fit_predict(csr_matrix(ties)), np.int64)
