# make run    sets everything up in .venv and runs the pipeline over data/sample
# make test   sets everything up and passes the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test setup lint types check bench lock clean

run: setup
	$(BIN)/copydesk run data/sample

test: setup
	$(BIN)/python -m pytest

setup: $(STAMP)

# uv installs the locked versions in seconds; where it cannot be had, pip does the same in minutes
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "copydesk needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": call make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	if $(BIN)/python -m pip install -q uv; then \
	  $(BIN)/uv pip install -q --python $(BIN)/python -r requirements.lock && $(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .; \
	else \
	  $(BIN)/python -m pip install -q -r requirements.lock && $(BIN)/python -m pip install -q --no-deps -e .; \
	fi
	touch $(STAMP)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

check: lint types test

bench: setup
	$(BIN)/python -m benchmarks

# resolves the dependencies anew: run the tests from a clean clone before committing the result
lock: setup
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --extra dev --extra bench --no-emit-index-url --no-annotate --no-header -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
