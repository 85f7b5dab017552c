# What is assumed: git, make, Python 3.11 or newer and Node 20. All else goes into .venv.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
            command -v $$p > /dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# CI installs the built wheel instead, so that the tests see what a user gets.
INSTALL ?= --editable .
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
             --no-emit-index-url --no-emit-options
BUNDLE := visualize/bundle/built.json
OUT := build/fjordvik
SITE := build/nettsted

.PHONY: assets demo serve formats test lint docs lock clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.run
	@$(BIN)/plangraf build examples/fjordvik --out $(OUT)
	@echo
	@$(BIN)/plangraf thread "Lage felles overgangsplan for barnehage og skole" --graph $(OUT)
	@echo
	@$(BIN)/plangraf findings --graph $(OUT) --code focus-area-without-measure
	@$(BIN)/plangraf findings --graph $(OUT) --code reference-unresolved
	@echo
	@$(BIN)/plangraf build examples/fjordvik-2020 --out $(OUT)-2020 > /dev/null 2>&1
	@$(BIN)/plangraf report --graph $(OUT) --out $(OUT)/rapport.xlsx
	@if [ -e $(BUNDLE) ]; then \
	  $(BIN)/plangraf publish --graph $(OUT) --compare $(OUT)-2020 --out $(SITE); fi

# The pages from a server, with findings to work on; Ctrl-C ends it.
serve: demo
	@$(BIN)/plangraf serve --graph $(OUT) --compare $(OUT)-2020

# Scripts, styles and fonts of the pages: what the lock file names, from npm.
assets: $(BUNDLE)

$(BUNDLE): $(wildcard frontend/*.json frontend/*.mjs frontend/src/*)
	@if command -v npm > /dev/null; then \
	  echo "Bundling scripts and styles of the pages ..." >&2; \
	  cd frontend && npm ci --ignore-scripts --loglevel=error > /dev/null && npm run --silent build; \
	else echo "Pages need Node 20, which is not here; all else works without." >&2; fi

# The example's plans as Word, web page, PDF and Excel, made from their text.
formats: $(VENV)/.test
	@$(BIN)/python -m examples.printing examples/fjordvik --out build/formats

test: $(VENV)/.test
	@$(BIN)/pytest --numprocesses auto --dist loadfile $(ARGS)

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy hatch_build.py
	@$(BIN)/lint-imports
	@$(BIN)/python -m ontology.generate --check
	@$(BIN)/python docs/generate.py --check

docs: $(VENV)/.test
	@$(BIN)/python -m ontology.generate
	@$(BIN)/python docs/generate.py

# Renew the two lock files after a change of the dependencies in pyproject.toml.
lock: $(VENV)/.test
	@$(COMPILE) --extra build --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra build --extra dev --output-file requirements-dev.lock pyproject.toml

clean:
	@rm -rf $(VENV) build dist visualize/bundle frontend/node_modules

$(VENV)/.run: requirements.lock pyproject.toml | assets
	@test -n "$(PYTHON)" || { echo "plangraf needs Python 3.11 or newer" >&2; exit 1; }
	@echo "Setting up $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation $(INSTALL)
	@touch $@

$(VENV)/.test: requirements-dev.lock $(VENV)/.run
	@echo "Setting up the tools for tests ..." >&2
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@
