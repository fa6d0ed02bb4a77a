# `make demo` shows Plek, `make test` checks it. Both need Python 3.11 or later (with venv) and make, nothing else.

SHELL := /bin/sh
.NOTPARALLEL: # the steps of a target follow each other, also under make -j
.PHONY: help demo test check bench install reset lock python port runtime development translations database
.DEFAULT_GOAL := help

PORT ?= 8000
PLEK_INSTANCE ?= instance
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(wildcard web/translations/*/LC_MESSAGES/*.po)

export PORT PLEK_INSTANCE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport DATABASE_URL

NEW_ENOUGH := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for name in python3.11 python3; do \
	$$name -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$name && break; done)
endif

help:
	@echo "make demo    show Plek on 127.0.0.1 with a made-up region (PORT=8000)"
	@echo "make test    all checks and tests"
	@echo "make check   the checks alone: style, types, imports, migrations"
	@echo "make bench   how fast lists are, beside other ways to make them (BENCH_JSON=file)"
	@echo "make install what Plek needs to run, into .venv"
	@echo "make reset   forget what was changed in the demo"
	@echo "make lock    pin the newest versions of what Plek needs (needs uv)"

demo: python port runtime translations database
	@PLEK_DEMO=1 $(BIN)/plek serve --host 127.0.0.1 --port "$$PORT"

install: python runtime translations

test: check
	$(BIN)/python -m pytest -n 2 --benchmark-disable

check: python development translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@rm -f $(VENV)/check.db
	DATABASE_URL=sqlite:///$(VENV)/check.db $(BIN)/alembic upgrade head
	DATABASE_URL=sqlite:///$(VENV)/check.db $(BIN)/alembic check

bench: python development
	@$(BIN)/python -m tests.bench

reset:
	@rm -rf "$$PLEK_INSTANCE/new" "$$PLEK_INSTANCE/plek.db" "$$PLEK_INSTANCE/plek.db-wal" \
		"$$PLEK_INSTANCE/plek.db-shm" "$$PLEK_INSTANCE/secrets.json"

lock:
	uv pip compile $(COMPILE) pyproject.toml -o requirements.lock
	uv pip compile $(COMPILE) --extra dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock

COMPILE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-config

python:
	@$(or $(PYTHON),false) -c '$(NEW_ENOUGH)' 2>/dev/null || { echo \
		"Plek needs Python 3.11 or later with its venv module: install it, or name it with PYTHON=." >&2; exit 2; }

define CHECK_PORT
import os, socket, sys
port = os.environ["PORT"]
if not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
    sys.exit("PORT= takes a number from 1 to 65535.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(port)))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}): choose another with PORT=, as in make demo PORT=8001.")
endef
export CHECK_PORT

port:
	@$(PYTHON) -c "$$CHECK_PORT" || exit 2

# What an installation was made from: this folder, the lock and the project. Kept in .venv, so that the next run
# sees at once whether anything is new. The development lock holds the whole of the other one.
made_from = { echo "$(CURDIR)"; cat $(1) pyproject.toml; }
is_installed = $(call made_from,$(1)) | cmp -s - $(VENV)/$(1)

# What builds comes first and from the lock too, so that nothing unpinned is fetched for a package without a wheel.
define install
	echo "Installing what Plek needs from $(1); the first time this takes a minute or two."; \
	set -e; \
	rm -f $(VENV)/*.lock; \
	$(PYTHON) -m venv $(VENV); \
	awk '/^[^ ]/ { builds = /^(packaging|setuptools|wheel)==/ } builds' $(1) > $(VENV)/build.txt; \
	$(BIN)/python -m pip install -q --require-hashes -r $(VENV)/build.txt; \
	$(BIN)/python -m pip install -q --require-hashes --no-build-isolation --use-pep517 -r $(1); \
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .; \
	$(call made_from,$(1)) > $(VENV)/$(1)
endef

runtime:
	@$(call is_installed,requirements-dev.lock) || $(call is_installed,requirements.lock) || { \
	$(call install,requirements.lock); }

development:
	@$(call is_installed,requirements-dev.lock) || { \
	$(call install,requirements-dev.lock); }

translations: $(CATALOGUES:.po=.mo)

%.mo: %.po
	@$(BIN)/pybabel --quiet compile -i $< -o $@

# A new database is filled aside and then moved, so that a run that is broken off leaves no half of a region.
database: export PLEK_DEMO := 1
database:
	@set -e; new="$$PLEK_INSTANCE/new"; \
	if [ -e "$$PLEK_INSTANCE/plek.db" ]; then $(BIN)/plek db upgrade; exit; fi; \
	echo "Filling a new database with the demo region."; \
	rm -rf "$$new"; \
	PLEK_INSTANCE="$$new" $(BIN)/plek db upgrade; \
	PLEK_INSTANCE="$$new" $(BIN)/python -m fixtures; \
	mv "$$new"/* "$$PLEK_INSTANCE"; \
	rmdir "$$new"
