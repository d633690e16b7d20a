# Clew: every command a person needs. `make help` lists them.
SHELL := /bin/bash
# The first Python that really runs and is new enough (a version manager's shim may exist and not run).
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
CLEW := $(BIN)/clew
SERVE ?= yes
PORT ?= 8000
ONLY ?= all
# Test processes at once: the cores there are, four at most.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 4 ] && echo 4 || echo $$n)
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help setup setup-dev assets kernel demo serve stop test check bench lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(VENV)/.base:
	@test -n "$(PYTHON)" || { echo "Clew needs Python 3.11 or newer, and none was found. Name one with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

$(VENV)/.run: $(VENV)/.base requirements.lock
	@if [ -e $(VENV)/.dev ]; then rm -f $(VENV)/.dev; fi
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements-dev.lock pyproject.toml
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run

# Clew runs without these files, so a failure is told and does not stop what needs them.
assets: $(VENV)/.run ## fetch fonts, icons and htmx (quick when nothing changed)
	-@$(BIN)/python -m clew.ui.assets

# Likewise: without a C compiler notes are embedded with numpy, which takes longer.
kernel: $(VENV)/.kernel

$(VENV)/.kernel: src/clew/calc/embed/kernel.c src/clew/calc/embed/library.py | $(VENV)/.run
	@$(BIN)/python -m clew.calc.embed.build && touch $@ || true

serve: $(VENV)/.run assets kernel ## run Clew until Ctrl-C (PORT=8000; SERVE=no: only until it answers)
	@exec $(CLEW) serve --port $(PORT) $(if $(filter no,$(SERVE)),--no-stay)

stop: ## stop what `make serve` or `make demo` left running
	@if [ -x $(CLEW) ]; then exec $(CLEW) stop; else echo "Nothing is set up here, so nothing runs."; fi

demo: $(VENV)/.run assets kernel ## run Clew with a filled workspace (SERVE=no: only fill it)
	@exec $(CLEW) demo --port $(PORT) $(if $(filter no,$(SERVE)),--no-serve,--serve)

setup: $(VENV)/.run assets kernel ## install what Clew needs to run

setup-dev: $(VENV)/.dev assets kernel ## install what developing it needs, a browser for the tests included
	@$(BIN)/python -m tests.chromium

test: setup-dev ## set up and run all tests
	@$(BIN)/pytest -n $(JOBS) --dist loadfile

check: setup-dev ## everything that CI checks, tests included
	@$(BIN)/ruff format --check --quiet src tests benchmarks && $(BIN)/ruff check --quiet src tests benchmarks
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m tests.migrations
	@$(BIN)/pytest -n $(JOBS) --dist loadfile

clean: ## throw away what was installed and built
	@rm -rf $(VENV) node_modules build src/clew/ui/static/ui/vendor

lock: $(VENV)/.base ## pin the dependencies anew
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

bench: $(VENV)/.dev kernel ## measure speed and quality (ONLY=themes: one of benchmarks/)
	@$(BIN)/python -m benchmarks $(ONLY)
