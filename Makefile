# Run `make` or `make help` to see what there is.

PYTHON ?= python3
PORT ?= 8501
# loadfile keeps the tests of one file in one process, so that what they share is made once; the files go out in the
# order of tests/conftest.py, the longest first. Three processes: while one waits for a browser or a disk, two work;
# no quick test waits, and each process imports everything, so that there are two.
PYTEST_ARGS ?= --dist loadfile --no-loadscope-reorder

BIN := .venv/bin
SETUP_DONE := .venv/.requirements
DEV_SETUP_DONE := .venv/.requirements-dev
CACHES := .hypothesis .mypy_cache .pytest_cache .ruff_cache

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run check quick test lint bench pictures clean chromium libreoffice

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(SETUP_DONE) ## make .venv with what the product needs

run: $(SETUP_DONE) ## set up, then open the dashboard on http://127.0.0.1:8501 (PORT=8502: another port)
	$(BIN)/streamlit run app.py --server.port $(PORT)

check: $(DEV_SETUP_DONE) ## lint, and beside it the quick tests: no browser, no training, about a minute
	$(MAKE) --jobs 2 lint quick

quick: $(DEV_SETUP_DONE)
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS) -m "not (browser or training or slow)"

test: $(DEV_SETUP_DONE) chromium ## set up, then run all tests
	$(BIN)/python -m pytest -n 3 $(PYTEST_ARGS)

lint: $(DEV_SETUP_DONE) ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(DEV_SETUP_DONE) ## measure against the usual notebooks (many minutes)
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

pictures: $(DEV_SETUP_DONE) chromium libreoffice ## make the README's pictures anew, and those of slides to look at
	ATLAS_PICTURES=1 $(BIN)/python -m pytest tests/e2e/test_journey.py
	$(BIN)/python -m tests.e2e.slides test-artifacts/slides

clean: ## remove .venv and every cache; data stays
	rm -rf .venv $(CACHES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are younger than the requirements once these are installed, so a second call does nothing.
$(SETUP_DONE): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m core.map  # compiles what maps need; else whoever draws the first one waits half a minute for it
	@touch $@

$(DEV_SETUP_DONE): requirements-dev.txt $(SETUP_DONE)
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@touch $@

# Browser tests need Chromium. Where it cannot be installed, say so and go on: the other tests do not need it.
chromium:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null 2>&1 && exit 0; \
	done; \
	as_root=; [ "$$(id -u)" = 0 ] || as_root="sudo -n"; \
	if command -v apt-get >/dev/null 2>&1 \
		&& $$as_root apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	then exit 0; fi; \
	echo "Chromium is missing and could not be installed; tests that need a browser cannot run." >&2

# What draws slides as pictures, for make pictures alone; only looked for, and installed where that is possible.
libreoffice:
	@command -v soffice >/dev/null 2>&1 && exit 0; \
	as_root=; [ "$$(id -u)" = 0 ] || as_root="sudo -n"; \
	$$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		$$as_root apt-get install -y -qq --no-install-recommends libreoffice-impress \
		fonts-crosextra-carlito fonts-wqy-microhei >/dev/null
