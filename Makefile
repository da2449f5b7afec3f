# Each target sets up .venv by itself from the hashed lock; python3 (3.11 or later) and make are all it needs.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# Some containers forbid bytecode; then every process that the tests start compiles 2,000 modules anew, for 2 s.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test quick test-hours screenshots night check bench soak chaos chaos-ledger chaos-schedules properties words docs lock clean

demo: $(READY)
	$(BIN)/tocsin demo

test: $(READY)
	@left_out=$$(tests/browser/tools.sh) && no_machine=$$(tests/deploy/namespaces.sh) && \
	{ [ -n "$$no_machine" ] || $(BIN)/pytest tests/deploy >.venv/deploy.log 2>&1 & deploy=$$!; } && \
	$(BIN)/pytest -n 6 --dist worksteal --durations=25 -ra --ignore=tests/deploy $$left_out; ended=$$?; \
	wait $$deploy || ended=1; [ -n "$$no_machine" ] || cat .venv/deploy.log; \
	[ -z "$$left_out" ] || echo "*** THE BROWSER TESTS WERE LEFT OUT: apt-get install chromium fonts-dejavu-core npm default-jre-headless ***"; \
	[ -z "$$no_machine" ] || echo "*** docs/going-live.md WAS NOT CARRIED OUT: it needs root, unshare and sudo ***"; exit $$ended

# Under a minute, while one works: no PostgreSQL, no processes, nothing that takes long (tests/quick.py).
quick: $(READY)
	$(BIN)/pytest -n 4 --dist worksteal --quick $(ONLY)

# An hour or so: the tests that read a clock as if it were night, the new year, the nights when clocks change (tests/hours).
test-hours: $(READY)
	$(BIN)/python -m tests.hours $(MOMENT)

screenshots: $(READY)
	$(BIN)/python -m tests.browser.screenshots

night: $(READY)
	$(BIN)/python -m tests.journeys.night

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest tests/house

# An hour and some minutes: everyday work and real faults (docs/soak.md).
soak: $(READY)
	$(BIN)/python -m benchmarks.soak --write

bench: $(READY)
	@command -v smtp-sink >/dev/null || { echo "make bench needs smtp-sink and smtp-source of Debian's postfix: apt-get install postfix"; exit 1; }
	$(BIN)/python -m benchmarks

chaos: $(READY)
	TEST_PEOPLE=20000 TEST_KILLS=60 TEST_SEED=$${SEED:-$$(date +%s)} $(BIN)/pytest -rP tests/journeys/test_chaos.py tests/journeys/test_whole_town.py

chaos-ledger: $(READY)
	TEST_EXAMPLES=2000 $(BIN)/pytest tests/delivery/test_any_order_of_events.py

# Half an hour: the property tests with many examples.
properties: $(READY)
	TEST_EXAMPLES=500 $(BIN)/pytest -n 2 tests/alerts/test_people_counted.py tests/alerts/test_corrections_reach.py \
	  tests/delivery/test_receipt_order.py tests/subscribers/test_one_person.py tests/subscribers/test_code_limits.py

chaos-schedules: $(READY)
	TEST_MONTHS=3 TEST_SEED=$${SEED:-$$(date +%s)} TEST_SECONDS=60 $(BIN)/pytest -rP \
	  tests/journeys/test_month_of_schedules.py tests/journeys/test_scheduled_alerts.py

words: $(READY)
	$(BIN)/python -m console.terminal.extraction

docs: $(READY)
	@for page in $(filter-out test_%,$(notdir $(basename $(wildcard tests/house/*_page.py)))); do \
	$(BIN)/python -m tests.house.$$page || exit 1; done

lock: $(READY)
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --extra dev --no-header pyproject.toml -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tocsin needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --disable-pip-version-check -e .
	@touch $@

clean:
	rm -rf .venv demo
