# One front door for developers: `make` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV := $(BIN)/uv
MADE := antigone/workbench/static/antigone/app.css
SOURCES := antigone tools tests benchmarks hatch_build.py

# Where this is set, each of the hundreds of processes that tests start would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test quick lint format bench docs screenshots calibration lock messages clean

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.ready $(MADE) ## Set up everything in .venv; does nothing when nothing changed

$(MADE): package.json package-lock.json .npmrc requirements/node.lock tools/assets.py tools/world.py \
		$(wildcard antigone/workbench/assets/* antigone/workbench/assets/*/*) | .venv/.ready
	@echo "Making what the browser gets …"
	@$(BIN)/python tools/assets.py
	@touch $@

.venv/.ready: requirements/bootstrap.lock requirements/build.lock requirements/dev.lock \
		pyproject.toml hatch_build.py antigone/documents/fonts/fonts.toml \
		$(wildcard antigone/faces/weights/*.toml) $(wildcard antigone/locale/*/LC_MESSAGES/*.po)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Install it and try again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than 3.11. Name a newer one: make setup PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up the environment (about a gigabyte, once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@$(UV) pip install --quiet --require-hashes -r requirements/dev.lock
	@echo "Making the face engine's weights, gathering the typefaces …"
	@$(UV) pip install --quiet --no-deps --reinstall-package antigone \
		--build-constraints requirements/build.lock --editable .
	@touch $@

run: setup ## Walk the exercise with people who do not exist, and open the workbench on it
	@$(BIN)/antigone exercise --serve

test: setup .venv-milvus/.ready ## Run every test, on both databases and every engine of the gallery
	@$(BIN)/python tools/browser.py
	@$(BIN)/pytest -n 2 --dist worksteal --durations=15
	@$(BIN)/pytest -p tests.milvus -k milvus tests/gallery
	@TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist worksteal --durations=5 tests/access tests/casework tests/site tests/upkeep

.venv-milvus/.ready: requirements/milvus.lock .venv/.ready
	@echo "Setting up the Milvus server that tests are run against …"
	@test -x .venv-milvus/bin/python || $(PYTHON) -m venv .venv-milvus
	@$(UV) pip install --quiet --python .venv-milvus/bin/python --no-deps --require-hashes -r requirements/milvus.lock
	@touch $@

# Rooms whose tests start processes, servers or long fits; `make test` runs them.
LONG := tests/casework tests/cli tests/exercise tests/hostile tests/journeys tests/site tests/upkeep tests/workbench \
	tests/evidence/test_calibration_fit.py

quick: setup ## Run the tests that take less than three minutes together
	@$(BIN)/pytest -n 2 --dist worksteal -m "not slow" $(addprefix --ignore=,$(LONG))

lint: setup ## Check style, types, architecture, catalogue, documentation and locks
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/catalogue.py --check
	@$(BIN)/python -m tools.documentation --check

format: setup ## Put the source in the agreed form
	@$(BIN)/ruff check --fix --quiet $(SOURCES); $(BIN)/ruff format --quiet $(SOURCES)

bench: .venv-bench/.ready ## Measure speed and memory beside named peers (minutes)
	@$(BIN)/python -m benchmarks

.venv-bench/.ready: requirements/bench.lock .venv/.ready
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@$(UV) pip install --quiet --python .venv-bench/bin/python --no-deps --require-hashes -r requirements/bench.lock
	@touch $@

docs: setup ## Write the generated pages of the documentation again, and check all of it
	@$(BIN)/python -m tools.documentation

screenshots: setup ## Take a picture of every page of the exercise, into docs/screenshots
	@$(BIN)/python -m tools.screenshots

calibration: setup ## Fit the built-in simulated calibration again from the score files
	@$(BIN)/python -m tools.calibration

messages: setup ## Collect every sentence for translation and compile the catalogues
	@$(BIN)/python tools/catalogue.py

lock: setup ## Renew the lock files within the ranges of pyproject.toml
	@$(BIN)/python tools/locks.py

clean: ## Remove what was made, but not homes
	@rm -rf .venv .venv-bench .venv-milvus .node node_modules antigone/workbench/static build dist .pytest_cache .mypy_cache .ruff_cache antigone/faces/weights/*.onnx antigone/documents/fonts/*.ttf antigone/documents/fonts/OFL-*.txt
