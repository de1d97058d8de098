# Two commands do everything on a machine with Python 3.11 or newer: `make run` and `make test`.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/python -m pytest -n 2
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links pyproject.toml requirements/build.in requirements/sample.in

.PHONY: run test chaos attack lint bench docs guests guests-check guests-local guests-test lock clean

# Exit code 1 of `kaptar run` means that the report names files which were refused or failed: the job itself was done.
run: .venv/run
	$(BIN)/python examples/sample.py django .cache/sample
	$(BIN)/kaptar run examples/sample.toml || test $$? -eq 1

# Once without guests: everything with a host twin must work, and say so. What calls no guest is tried once, below. Real agent clients run one after the other: each
# brings processes of its own. Last, all the rest. Test runners of other languages don't know of guests: once is enough.
test: lint guests-local
	DISABLE_WASM=1 $(PYTEST) -q -m "not clients and not proof and not tools and not same"
	$(BIN)/python -m pytest -q -m clients
	$(PYTEST) -m "not clients"

# Writes of files are ended, refused and cut off from power at each of their calls, and 500 real runs are killed. Then wrong
# versions of the writer are tried, each of which a test must refuse. A slow machine does not try all: what is left out is printed.
# Before, regular expressions over content read texts of 8 and 16 MB.
chaos: .venv/dev
	@echo "make chaos: about 15 minutes of a processor and at most 75 minutes: 50 for the tests, 25 for the mutants" >&2
	KAPTAR_CHAOS=1 timeout 600 $(PYTEST) -q tests/test_regexes.py -k test_a_larger_text
	KAPTAR_CHAOS=1 timeout 2400 $(PYTEST) -q -rP --durations=5 tests/repository/test_writer_kills.py \
		tests/repository/test_writer_power.py tests/repository/test_writer_faults.py \
		tests/workspace/linearizable/test_leases.py
	$(BIN)/python -m tests.repository.mutants

# What docs/security.md promises, attacked: at most ten minutes. Each line of the page names its tests; all of them are here.
attack: .venv/dev
	@echo "make attack: at most 10 minutes; what it had no time for by then is listed as skipped" >&2
	KAPTAR_ATTACK_CALLS=6000 KAPTAR_TESTS_S=510 timeout 600 $(PYTEST) -q -m "not clients and not proof and not tools" \
		tests/clients/test_unread.py tests/clients/test_reading.py tests/clients/test_patch.py tests/clients/entry \
		tests/checks/guards tests/checks/test_guarding.py tests/repository tests/server tests/globs tests/test_regexes.py \
		tests/jobs/test_plan.py tests/test_escaping.py tests/cli/test_border.py tests/checks/builtin/test_secrets.py \
		tests/checks/tools/test_editorconfig.py tests/runtime/modules tests/runtime/test_all_at_once.py \
		tests/runtime/test_forked.py tests/runtime/test_interrupted.py tests/runtime/test_busy_machine.py

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Every bench in full, some minutes each. `make test` runs each of them once in its short mode.
bench: .venv/dev
	for bench in runtime edit hooks types claims growth workspace; do $(BIN)/kaptar bench $$bench || exit; done

docs: .venv/dev
	$(BIN)/python docs/generate.py
	$(BIN)/python -m kaptar.ops.document

# The committed modules, from source. Needs a Rust toolchain; guests/build says which.
guests:
	$(PYTHON) guests/build

guests-check:
	$(PYTHON) guests/build --check

guests-test:
	$(PYTHON) guests/build --test

# Modules whose sources have changed since the committed ones were built, for tests only. Without Rust it says so.
guests-local:
	$(PYTHON) guests/build --local --stale

lock: .venv/dev
	$(COMPILE) --extra host --output-file requirements/run.txt
	$(COMPILE) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv .cache dist

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "error: no python3 found: install Python 3.11 or newer, or set PYTHON=" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "error: $(PYTHON) is older than 3.11: install Python 3.11 or newer, or set PYTHON=" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements/run.txt pyproject.toml
	@echo "installing (hashed, from requirements/run.txt) ..." >&2
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/bin/python requirements/dev.txt pyproject.toml
	@echo "installing (hashed, from requirements/dev.txt) ..." >&2
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e . -e bench
	@touch $@ .venv/run
