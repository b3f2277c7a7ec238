# Five targets, and one for a night. All of them set up .venv first; none needs root.
.PHONY: demo test check up bench fuzz
PYTHON ?= python3
HOME_DIR ?= home
STAMP := .venv/.ready
RUN := .venv/bin
OWN_HOMES := $(patsubst %,tests/pipeline/test_%.py,answers delivery_findings proposal recipes schedules way_back)

demo: $(STAMP)  ## a sample county, from its files to ledger and reports
	@rm -rf $(HOME_DIR)
	$(RUN)/yiyuan sample --scale 0.01 --seed 1 --home $(HOME_DIR)
	$(RUN)/yiyuan run --home $(HOME_DIR)
	@echo "next: make up, then open http://127.0.0.1:3000"

test: $(STAMP)  ## all tests; those whose system program is missing are skipped by name
	@# four groups fill two cores: the pipeline's tests share runs that take long to make, or make homes of their own
	@$(RUN)/pytest -q tests/pipeline $(addprefix --ignore=,$(OWN_HOMES)) & pids=$$!; \
	$(RUN)/pytest -q $(OWN_HOMES) & pids="$$pids $$!"; \
	$(RUN)/pytest -q tests/service & pids="$$pids $$!"; \
	$(RUN)/pytest -q --ignore=tests/pipeline --ignore=tests/service & pids="$$pids $$!"; \
	failed=0; for pid in $$pids; do wait $$pid || failed=1; done; exit $$failed

check: $(STAMP)  ## catalog, style, types, import directions
	$(RUN)/yiyuan check
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/sqlfluff lint sql -q --disable-progress-bar
	$(RUN)/lint-imports
	$(RUN)/pyright

up: $(STAMP)  ## Dagster's UI and daemon on loopback
	$(RUN)/yiyuan up --home $(HOME_DIR)

bench: $(STAMP)  ## reproducible measurements; each prints a ratio
	$(RUN)/python -m benchmarks.pipeline

fuzz: $(STAMP)  ## a thousand damaged files of each format (the tests take fifty), and many orders of arrival
	YIYUAN_FUZZ=1000 $(RUN)/pytest -q tests/unit/assets/landing/test_landing_fuzz.py
	YIYUAN_VILLAGES=5 YIYUAN_SCHEDULES=200 $(RUN)/pytest -q tests/pipeline/test_schedules.py tests/unit/assets/test_delivery_schedules.py

$(STAMP): pyproject.toml uv.lock
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@test -x .venv/bin/uv || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --frozen --quiet
	@touch $(STAMP)

UV := 0.13.9
