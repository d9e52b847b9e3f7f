# Needs Python >= 3.11, make and git; everything else is set up here. `make` lists what there is to do.
VENV ?= .venv
JOBS ?= 2
PORT ?= 8000
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile
PYTEST := $(BIN)/python -m pytest
ISLANDS := src/dialdown/ui/static/built
ISLAND_SOURCES := $(wildcard hatch_build.py) $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)

# What Python has compiled once is kept, whatever the caller's habit: without it every start compiles every module again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test quick long lint format bench docs shots lock audit coverage islands translations clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# --- set-up: one environment, from the lock files only ---------------------------------------------------

$(VENV)/pyvenv.cfg:
	@python=$$(PYTHON="$(PYTHON)" sh tools/find_python.sh) && echo "Setting up $(VENV) with $$python ..." >&2 \
	    && $$python -m venv $(VENV)

$(VENV)/.run-stamp: $(VENV)/pyvenv.cfg requirements/run.txt requirements/build.txt
	@$(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@touch $@

$(VENV)/.test-stamp: $(VENV)/.run-stamp requirements/test.txt
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

# The editable install runs the build hook, which makes the islands; after that only a changed source makes them anew.
$(VENV)/.package-stamp: $(VENV)/.run-stamp pyproject.toml
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.islands-stamp: $(VENV)/.package-stamp $(ISLAND_SOURCES)
	@$(BIN)/python hatch_build.py
	@touch $@

setup: $(VENV)/.islands-stamp ## everything that running needs

islands: $(VENV)/.package-stamp ## build the browser parts
	@$(BIN)/python hatch_build.py

# --- use --------------------------------------------------------------------------------------------------

run: $(VENV)/.islands-stamp ## set up, then open the demo in the browser
	@$(BIN)/dialdown demo --port $(PORT)

# --- checks -----------------------------------------------------------------------------------------------

READY := $(VENV)/.test-stamp $(VENV)/.islands-stamp

lint: $(READY) ## style, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python hatch_build.py --check

format: $(READY) ## let ruff tidy the code
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/ruff check .

quick: $(READY) ## tests without servers or browser, under a minute
	@$(PYTEST) -q -n $(JOBS) -m "not browser and not live and not slow and not long"

test: $(READY) ## what CI runs: lint, the whole suite on SQLite, database tests on PostgreSQL
	@sh tools/need.sh postgresql chromium gettext
	@$(MAKE) --no-print-directory lint
	@DIALDOWN_TEST_COUNTS=test $(PYTEST) -q -n $(JOBS) -m "not long"
	@DIALDOWN_TEST_COUNTS=quick DIALDOWN_TEST_ENGINE=postgres $(PYTEST) -q -n $(JOBS) -m "database and not long"
	@DIALDOWN_TEST_COUNTS=quick DIALDOWN_TEST_ENGINE=sqlcipher $(PYTEST) -q -n $(JOBS) -m "database and not live and not slow and not long"

long: $(READY) ## full counts, faults and leaks on SQLite, whole suite on PostgreSQL; writes docs/reference/long-run.md
	@sh tools/need.sh postgresql chromium gettext
	@DIALDOWN_TEST_COUNTS=test DIALDOWN_TEST_ENGINE=sqlcipher $(PYTEST) -q -n $(JOBS) -m "database"
	@DIALDOWN_TEST_COUNTS=long $(PYTEST) -q tests/faults --write-report=docs/reference/long-run.md
	@DIALDOWN_TEST_COUNTS=long $(PYTEST) -q -n $(JOBS) tests/access/test_leaks.py --add-report=docs/reference/long-run.md
	@DIALDOWN_TEST_COUNTS=long DIALDOWN_TEST_ENGINE=postgres $(PYTEST) -q -n $(JOBS) --add-report=docs/reference/long-run.md

coverage: $(READY) ## the suite with line and branch coverage
	@sh tools/need.sh chromium gettext
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -m "not long"
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report

audit: $(READY) ## list of parts into dist/, then their known weaknesses (asks the package registry)
	@$(BIN)/python -m tools.parts
	@$(PIP) pip-audit
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/run.txt

bench: $(READY) ## side by side with other software; tables for the docs
	@$(BIN)/python -m benchmarks

docs: $(READY) ## pages that are made from the code
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.security

shots: $(READY) ## screenshots of every page: phone and desktop, light, dark and quiet
	@sh tools/need.sh chromium
	@$(BIN)/python -m tools.shots

translations: $(READY) ## collect the words of the interface
	@sh tools/need.sh gettext
	@$(BIN)/python -m tools.translations

# --- upkeep -----------------------------------------------------------------------------------------------

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-header --no-annotate
BUILD_NEEDS := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")
# hatchling asks for it only when the install is editable.
EDITABLE_NEEDS := editables

# The largest set is resolved first; the others take their versions from it, so that one environment holds them all.
lock: $(VENV)/pyvenv.cfg ## newest allowed versions into the lock files (versions and hashes, no addresses)
	@$(PIP) uv
	@$(LOCK) --upgrade --extra test --extra bench pyproject.toml --output-file requirements/test.txt
	@$(LOCK) --constraints requirements/test.txt pyproject.toml --output-file requirements/run.txt
	@{ $(BIN)/python -c '$(BUILD_NEEDS)'; echo $(EDITABLE_NEEDS); } | $(LOCK) --constraints requirements/test.txt - --output-file requirements/build.txt

clean: ## remove what make made (keeps diaries: they are elsewhere)
	@rm -rf $(VENV) $(ISLANDS) dist .pytest_cache .ruff_cache .hypothesis
