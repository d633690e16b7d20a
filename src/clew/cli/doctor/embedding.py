"""D019: how notes are embedded, with the compiled kernel or without."""

from collections.abc import Iterator

from clew.calc.embed import library
from clew.calc.embed.library import State
from clew.cli.doctor.findings import Finding, Setup, warning

SLOW = "so that notes are embedded with numpy, two to three times as slowly."
PATHS = {
    State.READY: "Notes are embedded by the compiled kernel, the faster of the two ways.",
    State.UNFIT: "Notes are embedded with numpy: this processor has not what the compiled kernel needs (AVX2, FMA, F16C).",
    State.UNBUILT: "Notes are embedded with numpy: the compiled kernel is not built.",
    State.BROKEN: "Notes are embedded with numpy: the compiled kernel does not load.",
}


def kernel(setup: Setup) -> Iterator[Finding]:
    found = library.find()
    if found.state == State.UNBUILT:
        yield warning(
            "D019",
            f"The embedder’s compiled kernel is not built, {SLOW}",
            "Install a C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev), run `make setup`, start Clew anew.",
        )
    elif found.state == State.BROKEN:
        yield warning(
            "D019",
            f"The embedder’s compiled kernel does not load ({found.reason}), {SLOW}",
            f"Delete {found.path}, run `make setup`, start Clew anew.",
        )


def path() -> tuple[State, str]:
    """Which way is in use here, and the same as a sentence."""
    state = library.find().state
    return state, PATHS[state]
