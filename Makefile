# Two commands matter: `make demo` and `make test`. Everything else serves them.
PYTHON ?= python3
UV_VERSION := 0.13.8
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
VENV := .venv/bin

.PHONY: demo test test-pays lint types check-imports environnement clean

demo: environnement
	$(VENV)/oise demo --recommencer

test: environnement lint
	@./install/paquets.sh soffice=libreoffice-calc lowriter=libreoffice-writer pdftoppm=poppler-utils
	$(VENV)/python -m pytest -n 2 --dist loadgroup

test-pays: environnement
	$(VENV)/python -m pytest -m pays tests/pays --durations=5

lint: environnement
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports

environnement: .venv/.installe

.venv/.installe: pyproject.toml uv.lock
	@PYTHON=$(PYTHON) ./install/paquets.sh py:ensurepip=python3-venv
	@test -x $(VENV)/python || $(PYTHON) -m venv .venv
	$(VENV)/python -m pip install --quiet uv==$(UV_VERSION)
	$(VENV)/uv sync --frozen --quiet
	@touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
