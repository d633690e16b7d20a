"""The array types that cross `calc`, by name."""

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

__all__ = ["Bools", "Doubles", "Floats", "Integers"]
