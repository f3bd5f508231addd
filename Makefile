# riskmc: `make` lists what can be made. Needs Python 3.11 or later with venv and pip, and GNU make.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python that is new enough; `make demo PYTHON=/path/to/python` names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= auto
DEMO := reports/construction

.PHONY: help demo test unit lint types imports bench warmup docs format clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.riskmc ## Run the example of a school's new building; write its report
	@$(BIN)/riskmc run configs/construction.yaml --envelope --save $(DEMO).riskmc --report $(DEMO).html --force
	@echo
	@echo "The report is $(CURDIR)/$(DEMO).html: open it in a browser; it needs no network."

test: $(VENV)/.riskmc-dev ## Run all checks: style, types, imports, tests
	@$(MAKE) --no-print-directory lint types imports unit

unit: $(VENV)/.riskmc-dev ## Run the tests alone
	$(BIN)/python -m pytest -n $(JOBS)

lint: $(VENV)/.riskmc-dev ## Check style and docstrings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.riskmc-dev ## Check types
	$(BIN)/mypy

imports: $(VENV)/.riskmc-dev ## Check who imports whom
	$(BIN)/lint-imports

format: $(VENV)/.riskmc-dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.riskmc-dev ## Measure speed and memory
	$(BIN)/python -m benchmarks

warmup: $(VENV)/.riskmc ## Compile the simulator for this machine
	$(BIN)/riskmc warmup

docs: $(VENV)/.riskmc-dev ## Check the documentation: its links, and its examples by running them
	$(BIN)/python -m pytest tests/docs

clean: ## Remove what was made, the virtual environment too
	rm -rf $(VENV) .make build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find reports -mindepth 1 ! -name README.md -delete

$(VENV)/.riskmc: pyproject.toml | $(VENV)/bin/activate
	@echo "Installing riskmc into $(VENV) (once) ..."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.riskmc-dev: pyproject.toml | $(VENV)/bin/activate
	@echo "Installing riskmc and its tools into $(VENV) (once) ..."
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.riskmc

$(VENV)/bin/activate:
	@if [ -z "$(PYTHON)" ]; then \
		echo "riskmc needs Python 3.11 or later, and none was found. On Debian 12 or later:" >&2; \
		echo "  apt-get install python3 python3-venv" >&2; \
		echo "or name one: make demo PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "riskmc needs Python 3.11 or later, which $(PYTHON) is not" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu:" >&2; \
		echo "  apt-get install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) could not make $(VENV)" >&2; exit 1; }
