# The tasks of this project. Needed: GNU make, Python 3.11 to 3.14, a Python package index.
# `make` alone lists what there is.

# A virtual environment of the project's own. PostgreSQL, which the tests start, refuses to run as root and
# runs as another user: that one could not read a folder that is below a private one.
PROJECT_IS_PRIVATE := $(shell [ "$$(id -u)" = 0 ] || exit 0; folder=$$PWD; \
	while [ "$$folder" != / ]; do \
		case $$(stat -c %A "$$folder") in (*x|*t) ;; (*) echo yes; break;; esac; \
		folder=$$(dirname "$$folder"); \
	done)
ifeq ($(PROJECT_IS_PRIVATE),yes)
VENV ?= /var/tmp/scalper-venv-$(shell printf %s "$$PWD" | cksum | cut -d ' ' -f 1)
else
VENV ?= .venv
endif

BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"
# Run from an environment of their own: they are no dependencies either.
TOOL := $(BIN)/uv tool run --quiet --from
# Peers of the bench are no dependencies: each lives in an environment of its own.
PEERS ?= $(CURDIR)/.peers
PEER_nautilus := nautilus_trader==1.221.0
PEER_ccxt = $(shell sed -n 's/^\(ccxt==[0-9.]*\).*/\1/p' requirements.lock)
KILLS ?= 200
SEEDS ?= 20000
UPDATES ?= 20000
SECONDS ?= 120
MINUTES ?= 90
# Tests wait more than they compute: two workers a core. A part of them needs none.
WORKERS ?= $(if $(ARGS),0,4)

# Workers and the processes that tests start need not compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run doctor test check lint types imports audit sbom fmt lock kill-test soak sim fuzz fuzz-parsers mutants bench bench-chat bench-peers clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while read -r name what; do \
		printf '  make %-12s %s\n' "$$name" "$$what"; done

run: $(RUNTIME) ## start the service (settings: .env.example)
	@MALLOC_ARENA_MAX=1 exec $(BIN)/python -m bot

doctor: $(RUNTIME) ## say whether settings, database, Telegram, keys, clock and disk are in order
	@$(BIN)/python -m bot doctor

test: $(DEV) ## the tests; some of them: make test ARGS="tests/test_x.py -k word"
	@$(BIN)/python -m pytest --numprocesses=$(WORKERS) --maxschedchunk=1 $(ARGS)

check: lint types imports audit test ## all that must hold before a change goes in

lint: $(DEV) ## formatting and lint rules
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .

types: $(DEV) ## static types
	@$(BIN)/mypy

imports: $(DEV) ## which package may import which (.importlinter)
	@$(BIN)/lint-imports --no-logo

audit: $(DEV) ## known holes in the locked libraries, where an index can be asked
	@$(TOOL) pip-audit==2.10.1 pip-audit --requirement requirements.lock --require-hashes --disable-pip \
		--progress-spinner off --format json 2>/dev/null | $(BIN)/python -m tests.support.audit

sbom: $(DEV) ## write sbom.json: the list of all parts of a release (CycloneDX)
	@$(TOOL) cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-reproducible --output-format JSON --output-file sbom.json

fmt: $(DEV) ## format, and repair what can be repaired
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix .

kill-test: $(DEV) ## kill the running service again and again, and compare the books: make kill-test KILLS=20
	@$(BIN)/python -m tests.kills.on_paper --kills $(KILLS)

soak: $(DEV) ## 50 bots for long while much goes wrong, in real time: make soak MINUTES=90 ARGS="--database sqlite"
	@$(BIN)/python -m tests.soak --minutes $(MINUTES) $(ARGS)

sim: $(DEV) ## the engine against a simulated exchange with faults from seeds: make sim SEEDS=300; one: ARGS="--seed 7"
	@$(BIN)/python -m tests.sim --seeds $(SEEDS) $(ARGS)

fuzz: $(DEV) ## the chat under random hands, from seeds: make fuzz UPDATES=20000; one: ARGS="--seed 7"
	@$(BIN)/python -m tests.fuzz --updates $(UPDATES) $(ARGS)

fuzz-parsers: $(DEV) ## whatever comes from outside, guided by what it reaches: make fuzz-parsers SECONDS=120
	@PYTHONHASHSEED=0 $(BIN)/python -m tests.fuzzing --seconds $(SECONDS) $(ARGS)

mutants: $(DEV) ## who notices small bugs, put in one at a time: make mutants ARGS="--sample 8 --seed 3"
	@$(BIN)/python -m tests.mutants $(ARGS)

bench: $(DEV) ## measure what must be fast, beside its peers: make bench ARGS="--only fill --rounds 3"
	@PEERS="$(PEERS)" $(BIN)/python -m tests.bench $(ARGS)

bench-chat: $(DEV) ## the rows of the bench about the chat: make bench-chat ARGS="--rounds 3"
	@$(BIN)/python -m tests.bench --only taps --only "fills to" --only "edits of" $(ARGS)

bench-peers: $(PEERS)/nautilus/.installed $(PEERS)/ccxt/.installed ## install what `make bench` measures us beside, apart

lock: $(DEV) ## write the lock files from pyproject.toml; newer versions: make lock ARGS=--upgrade
	@$(LOCK) pyproject.toml $(ARGS) --output-file requirements.lock
	@$(LOCK) pyproject.toml --group dev --constraints requirements.lock $(ARGS) --output-file requirements-dev.lock

clean: ## remove the virtual environment and caches
	rm -rf "$(VENV)" .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp newer than its lock file means: installed, nothing to do.
$(RUNTIME): requirements.lock | $(BIN)/python
	@echo 'Installing the libraries of the service into $(VENV) (once) ...'
	@$(INSTALL) -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock requirements.lock | $(BIN)/python
	@echo 'Installing the libraries and tools of the project into $(VENV) (once) ...'
	@$(INSTALL) -r requirements-dev.lock
	@touch $(RUNTIME) $@

$(PEERS)/%/.installed: | $(BIN)/python
	@echo 'Installing $(PEER_$*) into $(PEERS)/$* (once) ...'
	@$(BIN)/python -m venv --clear "$(PEERS)/$*"
	@if "$(PEERS)/$*/bin/python" -m pip install -qq --disable-pip-version-check "$(PEER_$*)"; then touch "$@"; else \
		rm -rf "$(PEERS)/$*"; echo "$(PEER_$*) cannot be installed here: its columns stay out" >&2; fi

$(BIN)/python:
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
		if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "$$python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; \
			exit 1; \
		fi; \
		exec "$$python" -m venv --clear "$(VENV)"; \
	done; \
	echo "Python 3.11 to 3.14 is needed. If it has another name: make PYTHON=/path/to/python" >&2; exit 1
