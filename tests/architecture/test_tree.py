"""What no linter sees: where things are, how large they are, what they are called."""

import ast
import configparser
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from tests.settings import ROOT

import clew
from clew.config.areas import AREAS

SOURCE = ROOT / "src" / "clew"
NAMES = {
    "access", "actions", "admin", "api", "apps", "exchange", "flags", "forms", "jobs", "loose_ends", "migrations",
    "models", "offers", "queries", "urls", "views",
}  # fmt: skip
LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def sources(*, tests: bool = False) -> list[Path]:
    folders = [SOURCE, ROOT / "tests", ROOT / "benchmarks"] if tests else [SOURCE]
    return [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_is_longer_than_400_lines():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(tests=True)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_50_lines():
    found = {
        f"{path.relative_to(ROOT)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in sources(tests=True)
        for node in functions(path)
    }
    assert {name: lines for name, lines in found.items() if lines > LONGEST_FUNCTION} == {}


def test_stylesheets_scripts_and_templates_are_short_too():
    kinds = ("*.css", "*.js", "*.html")
    files = [path for kind in kinds for path in SOURCE.rglob(kind) if not {"vendor", "collected"} & set(path.parts)]
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


@pytest.mark.parametrize("area", AREAS)
def test_an_area_holds_only_the_names_that_everybody_knows(area):
    found = {path.stem for path in (SOURCE / area).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found - NAMES - {"__init__"} == set()


def test_the_import_contracts_name_every_area():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    inside = contracts["importlinter:contract:inside"]["containers"].split()
    assert set(inside) == {f"clew.{area}" for area in AREAS}


def test_every_action_takes_its_arguments_by_name():
    loose = []
    for path in (path for path in sources() if "actions" in path.parts and "imports" not in path.parts):
        if path.relative_to(SOURCE).parts[0] not in AREAS or "interchange" in path.parts:
            continue
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            writes = public and any(argument.arg in {"by", "now"} for argument in node.args.args)
            if writes:
                loose.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert loose == []


def test_every_module_can_be_imported():
    for module in walk_packages(clew.__path__, "clew."):
        if module.name not in {"clew.config.wsgi", "clew.cli.main"} and ".migrations" not in module.name:
            import_module(module.name)


def test_every_job_that_an_area_listens_with_exists():
    from django.apps import apps
    from procrastinate.contrib.django import app

    for area in AREAS:
        if (SOURCE / area / "jobs.py").exists():
            import_module(f"clew.{area}.jobs")
    known = set(app.tasks)
    wanted = {
        job for config in apps.get_app_configs() for jobs in getattr(config, "listens", {}).values() for job in jobs
    }
    assert wanted - known == set()


def test_public_functions_of_calc_say_what_they_do():
    silent = []
    for path in (SOURCE / "calc").rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not path.stem.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert [name for name in silent if not name.endswith(("score.py:scaled", "score.py:ease", "score.py:Score"))] == []


def test_doors_fetch_no_rows_past_the_scope():
    """Views and API operations get rows from `scope.get` or from queries, never from a manager of their own."""
    doors = [path for path in sources() if {"views", "api"} & {*path.relative_to(SOURCE).parts[1:2], path.stem}]
    doors = [path for path in doors if path.relative_to(SOURCE).parts[0] in AREAS]
    found = []
    for path in doors:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if ".objects.filter(" in line or ".objects.all(" in line or ".objects.get(" in line:
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert inspect.isfunction(functions)
    assert found == []
