# Each target sets up first; set-up does nothing when .venv already fits uv.lock.
# Needs: make, and Python >= 3.11 with venv. Another interpreter: make setup PYTHON=/path/to/python3

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench verify fuzz docs linkcheck

BIN := .venv/bin
CANDIDATES := .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python
# The first interpreter that is new enough, else the first there is (which then says what is missing);
# an environment that is there keeps the one it was made from.
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; exit; }; done; \
	for p in $(CANDIDATES); do command -v "$$p" && exit; done)

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

setup: ## make .venv with everything at the versions and hashes of uv.lock
	@test -n "$(PYTHON)" || { echo "no Python found." >&2; \
	  echo "Hint: Debian, Ubuntu: apt-get install python3 python3-venv; Fedora: dnf install python3; macOS: brew install python" >&2; exit 2; }
	@"$(PYTHON)" .ci/make_venv.py

demo: setup ## load the bundled case, print its headline answers, write the page and open it
	@$(BIN)/datatrail demo

test: setup ## every test; at the end what was skipped, and why
	@$(BIN)/python -m pytest -ra -n auto --dist loadscope --durations=20

lint: setup ## style, types, and which package may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## measure the front door, the trace engine and loading against others (FLOWS=n, ROWS=n,m; judges nothing)
	@$(BIN)/python benchmarks/frontdoor.py
	@$(BIN)/python benchmarks/trace.py --flows $(or $(FLOWS),10000)
	@$(BIN)/python benchmarks/names/measure.py
	@$(BIN)/python benchmarks/loading.py --rows $(or $(ROWS),10000,1000000)

verify: setup ## every check at its full count, for hours; benchmarks/results (CHECKS="oracle kills", SHARE=0.1)
	@$(BIN)/python benchmarks/verify.py $(CHECKS) --share $(or $(SHARE),1)

fuzz: setup ## an hour: random Cypher against brute force (FUZZ=n queries), then what reads others' files (FUZZ_SECONDS=n in all)
	@began=$$(date +%s); \
	FUZZ=$(or $(FUZZ),20000) $(BIN)/python -m pytest -ra tests/queries/test_cypher_fuzz.py && \
	$(BIN)/python -m tests.fuzzing --seconds $$(($(or $(FUZZ_SECONDS),3600) - $$(date +%s) + began))

docs: setup ## write the generated pages of docs/ anew, and build the site into docs/_build/html; a warning fails
	@$(BIN)/python -m datatrail.docs
	@$(BIN)/python .ci/list_licences.py
	@$(BIN)/python -m sphinx -q -W -n --keep-going -b html docs docs/_build/html

linkcheck: setup ## whether every link of the pages to elsewhere is answered (needs a network)
	@$(BIN)/python -m sphinx -q -b linkcheck docs docs/_build/linkcheck
