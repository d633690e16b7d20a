"""Building the kernel: quick when it is there, harmless when it cannot be."""

import shutil
import subprocess
import sys

import pytest

from clew.calc.embed import build, library

pytestmark = pytest.mark.skipif(not library.fits(), reason="this processor cannot run the compiled kernel")


@pytest.fixture
def places(tmp_path, monkeypatch):
    folders = (tmp_path / "installed", tmp_path / "cache")
    monkeypatch.setattr(library, "folders", lambda: folders)
    monkeypatch.delenv("CC", raising=False)
    return folders


@pytest.fixture
def compiler(places):
    if not any(shutil.which(name) for name in build.COMPILERS):
        pytest.skip("no C compiler on this machine")


@pytest.fixture
def no_compiler(places, monkeypatch):
    monkeypatch.setattr(build, "COMPILERS", ("there-is-no-such-compiler",))


def test_it_is_built_beside_the_installed_packages_and_loads(compiler, places):
    made = build.build()
    assert made == places[0] / library.file_name()
    assert library.find().state == library.State.READY
    assert [path.name for path in places[0].iterdir()] == [library.file_name()]


def test_what_is_built_is_not_built_again(compiler, places, monkeypatch):
    made = build.build()
    monkeypatch.setattr(build, "_make", lambda wanted: pytest.fail("built again"))
    assert build.build() == made


def test_a_closed_installation_leaves_it_to_the_users_cache(compiler, places):
    places[0].write_text("a file where the folder should be: it cannot be made, not even by root")
    assert build.build() == places[1] / library.file_name()


def test_no_place_at_all_is_told(compiler, places, capsys):
    for place in places:
        place.write_text("")
    assert build.main() == 1
    assert "has no place" in capsys.readouterr().err


def test_no_compiler_is_told_with_the_mend_and_leaves_nothing(no_compiler, places, capsys):
    assert build.main() == 1
    said = capsys.readouterr().err
    assert "No C compiler was found" in said
    assert "apt-get install gcc" in said
    assert "Clew works without it" in said
    assert not any(place.exists() for place in places)


def test_a_compiler_that_fails_is_told_in_its_own_words(places, tmp_path, monkeypatch, capsys):
    failing = tmp_path / "cc"
    failing.write_text("#!/bin/sh\necho 'immintrin.h: no such file' >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setenv("CC", str(failing))
    assert build.main() == 1
    assert "immintrin.h: no such file" in capsys.readouterr().err
    assert not any(place.exists() for place in places)


def test_a_compiler_that_is_named_and_missing_is_told(places, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CC", str(tmp_path / "missing"))
    assert build.main() == 1
    assert "could not be compiled" in capsys.readouterr().err


def test_a_compiler_that_makes_rubbish_is_told_and_the_rubbish_is_not_kept(places, tmp_path, monkeypatch, capsys):
    lying = tmp_path / "cc"
    lying.write_text('#!/bin/sh\nwhile [ "$1" != "-o" ]; do shift; done\necho rubbish > "$2"\n')
    lying.chmod(0o755)
    monkeypatch.setenv("CC", str(lying))
    assert build.main() == 1
    assert "does not load" in capsys.readouterr().err
    assert not any(place.exists() for place in places)


def test_a_processor_that_does_not_fit_needs_no_compiler(no_compiler, monkeypatch):
    monkeypatch.setattr(library, "fits", lambda: False)
    assert build.build() is None
    assert build.main() == 0


def test_it_runs_as_a_command():
    done = subprocess.run([sys.executable, "-m", "clew.calc.embed.build"], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}
    assert (done.stderr == "") is (done.returncode == 0)


def test_the_source_compiles_without_warnings(compiler, tmp_path):
    warnings = ["-Wall", "-Wextra", "-Werror"]
    command = [*build.compiler(), *library.OPTIONS, *warnings, str(library.SOURCE), "-o", str(tmp_path / "kernel.so")]
    done = subprocess.run([*command, "-lm"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
