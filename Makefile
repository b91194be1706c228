# The two commands of the README (demo, test) set everything up by themselves; the others are for those who change the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_ARGS ?=
TEST_ARGS ?= -n auto --dist loadfile

.PHONY: demo test check format bench soak clean

$(VENV)/.user: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.user

demo: $(VENV)/.user
	$(BIN)/sourcier demo $(DEMO_ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(TEST_ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_docs.py
	$(BIN)/python scripts/messages.py

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/score_all.py

soak: $(VENV)/.dev
	$(BIN)/python benchmarks/soak_store.py
	$(BIN)/python benchmarks/soak_reread.py
	$(BIN)/python benchmarks/soak_scan.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
