# Everything runs from .venv, made here from hashed locks. The system's Python is never touched.
# Needs: python3 (3.11 or later, with venv and pip), make, git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(BIN)/uv --no-config
ARGS ?=
# Compiled once, and not by each of the many processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# --- the environment ------------------------------------------------------------------

.PHONY: venv
venv: $(STAMP) ## make or refresh .venv

$(STAMP): pyproject.toml requirements/dev.txt requirements/uv.txt
	@command -v $(PYTHON) >/dev/null || \
	  { echo "tejido: $(PYTHON) not found: install Python 3.11 or later, or name one: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tejido: $(PYTHON) is older than Python 3.11: install a later one, or name it: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "tejido: $(PYTHON) lacks venv or pip: install them (Debian: apt install python3-venv) and try again" >&2; exit 1; }
	@echo "Making $(VENV) from requirements/ ..." >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip -qq --disable-pip-version-check install --require-hashes -r requirements/uv.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: lock
lock: $(STAMP) ## resolve requirements/ again, from releases at least a week old
	$(LOCK) pyproject.toml --extra postgres --output-file requirements/run.txt
	$(LOCK) pyproject.toml --extra postgres --group dev --output-file requirements/dev.txt
	$(LOCK) --group uv --output-file requirements/uv.txt

# A release that was taken over has that long to be noticed (docs/adr/0002).
COOLDOWN := P7D
LOCK = $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest \
  --exclude-newer $(COOLDOWN) --generate-hashes --no-header --no-annotate

# --- running it -----------------------------------------------------------------------

.PHONY: demo
demo: $(STAMP) ## three organizations on this machine, with invented data (ARGS="--exit --json")
	@$(BIN)/tejido demo $(ARGS)

.PHONY: serve
serve: $(STAMP) ## serve a node (ARGS="--node DIR")
	@$(BIN)/tejido serve $(ARGS)

# --- keeping it in order --------------------------------------------------------------

# In xdist's own order the files with few tests come last, which are those that take longest.
FILES_IN_ORDER := --dist loadfile --no-loadscope-reorder
# One more than there are cores, for some tests wait; no more than four.
WORKERS := $(shell cores=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((cores < 3 ? cores + 1 : 4)))

.PHONY: test
test: $(STAMP) ## the tests (ARGS="tests/vault -k slot")
	$(BIN)/pytest --numprocesses $(WORKERS) $(FILES_IN_ORDER) $(ARGS)

.PHONY: check
check: $(STAMP) ## format, lint, types, catalogues, floors, pages: the fastest first
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python .ci/words.py --check
	$(BIN)/pytest --quiet tests/test_architecture.py
	$(BIN)/mypy
	$(PAGES)

.PHONY: docs
docs: $(STAMP) ## the pages of docs/, as a site in build/docs
	$(PAGES)

.PHONY: pictures
pictures: $(STAMP) ## take the pictures of docs/ again, from invented histories (needs a Chromium)
	$(BIN)/python .ci/pictures.py

PAGES = $(BIN)/sphinx-build -W --keep-going --quiet -b html docs build/docs

.PHONY: bench
bench: $(STAMP) ## measure what the node costs, as ratios over floors of the same run
	@$(BIN)/python -m bench --json $(ARGS)

.PHONY: crash
crash: $(STAMP) ## kill a busy node again and again, and look at what it still has (ARGS="--cycles 200")
	@$(BIN)/python -m bench.crash $(ARGS)

.PHONY: nightly
nightly: $(STAMP) ## what takes too long for every change: 200 kills, 500 power cuts, 200 histories
	@$(BIN)/python -m bench.crash --cycles 200
	@$(BIN)/python -m bench.crash.power --images 500
	@TEJIDO_TEST_PROFILE=nightly $(BIN)/pytest --quiet tests/work/test_histories.py

.PHONY: words
words: $(STAMP) ## bring translations/*.po up to the sources, and say what is left to translate
	$(BIN)/python .ci/words.py

.PHONY: format
format: $(STAMP) ## put the sources in their form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: clean
clean: ## forget .venv, caches and the built pages
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis
