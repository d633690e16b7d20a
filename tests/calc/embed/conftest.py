"""The embedder with each of its kernels: numpy everywhere, compiled where it is built and the processor fits."""

import pytest

from clew.calc.embed import library
from clew.calc.embed._compiled import CompiledKernel
from clew.calc.embed._encoder import SentenceEncoder
from clew.calc.embed._kernel import NumpyKernel
from clew.calc.embed._tokens import Tokeniser
from clew.calc.embed._weights import load_weights


@pytest.fixture(scope="session")
def weights():
    return load_weights()


@pytest.fixture(scope="session")
def tokeniser():
    return Tokeniser()


@pytest.fixture(scope="session")
def compiled_library():
    found = library.find()
    if not found.library:
        pytest.skip(f"the compiled kernel is {found.state}: see `clew doctor`")
    return found.library


@pytest.fixture(scope="session", params=["numpy", "compiled"])
def kernel_of(request):
    """Makes a kernel: (weights, table_rows=…)."""
    if request.param == "numpy":
        return NumpyKernel
    shared = request.getfixturevalue("compiled_library")
    return lambda weights, **rows: CompiledKernel(weights, shared, **rows)


@pytest.fixture(scope="session")
def embedder(kernel_of, weights, tokeniser):
    return SentenceEncoder(weights, tokeniser, kernel_of(weights))
