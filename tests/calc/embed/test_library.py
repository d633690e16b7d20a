"""Where the compiled kernel lies, and whether it is loaded."""

import pytest

from clew.calc.embed import library
from clew.calc.embed.library import State

FITTING = "processor\t: 0\nflags\t\t: fpu sse2 avx f16c fma avx2 bmi2\n"


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Two empty folders for the compiled file, on a processor that fits."""
    folders = (tmp_path / "installed", tmp_path / "cache")
    monkeypatch.setattr(library, "folders", lambda: folders)
    monkeypatch.setattr(library, "fits", lambda: True)
    for folder in folders:
        folder.mkdir()
    return folders


@pytest.mark.parametrize(
    ("machine", "said", "wanted"),
    [
        ("x86_64", FITTING, True),
        ("AMD64", FITTING, True),
        ("x86_64", FITTING.replace(" avx2", ""), False),
        ("x86_64", FITTING.replace(" fma", " fma4"), False),
        ("x86_64", FITTING.replace(" f16c", ""), False),
        ("x86_64", "processor\t: 0\n", False),
        ("aarch64", "Features\t: fp asimd\n", False),
        ("aarch64", FITTING, False),
    ],
)
def test_only_a_processor_with_all_three_instruction_sets_fits(machine, said, wanted, tmp_path, monkeypatch):
    monkeypatch.setattr(library.platform, "machine", lambda: machine)
    (tmp_path / "cpuinfo").write_text(said)
    assert library.fits(tmp_path / "cpuinfo") is wanted


def test_a_machine_that_does_not_say_does_not_fit(tmp_path):
    assert not library.fits(tmp_path / "missing")


def test_what_the_processor_cannot_run_is_not_even_looked_for(elsewhere, monkeypatch):
    monkeypatch.setattr(library, "fits", lambda: False)
    (elsewhere[0] / library.file_name()).write_bytes(b"not a library")
    assert library.find().state == State.UNFIT


def test_nothing_built_is_said_so(elsewhere):
    assert library.find() == library.Found(State.UNBUILT)


def test_a_file_that_does_not_load_is_said_with_its_reason_and_place(elsewhere):
    spoilt = elsewhere[1] / library.file_name()
    spoilt.write_bytes(b"not a library")
    found = library.find()
    assert found.state == State.BROKEN
    assert found.library is None
    assert found.path == spoilt
    assert found.reason


def test_another_source_or_other_options_have_another_name(tmp_path, monkeypatch):
    names = {library.file_name()}
    monkeypatch.setattr(library, "OPTIONS", (*library.OPTIONS, "-g"))
    names.add(library.file_name())
    changed = tmp_path / "kernel.c"
    changed.write_bytes(library.SOURCE.read_bytes() + b"\n")
    monkeypatch.setattr(library, "SOURCE", changed)
    names.add(library.file_name())
    assert len(names) == 3


def test_the_embedder_uses_numpy_where_there_is_no_kernel(elsewhere):
    from clew.calc.embed import _encoder
    from clew.calc.embed._kernel import NumpyKernel

    made = _encoder.default_embedder.__wrapped__()  # not the one of this process
    assert isinstance(made._kernel, NumpyKernel)


def test_the_embedder_uses_the_kernel_where_it_is_built(compiled_library):
    from clew.calc.embed import default_embedder
    from clew.calc.embed._compiled import CompiledKernel

    assert isinstance(default_embedder()._kernel, CompiledKernel)
