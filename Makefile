# sayso: `make run` sets everything up and reads the sample corpus; `make test` sets everything up and tests it.
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3; do $$p -c '' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin
DATA ?= ../shared/data
SECONDS ?= 60
TARGETS ?=
# The day that files in the wheel bear: that of the last commit, or any.
EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1577836800)

# What is also tested with the learned tagger (balanced, the default; accurate in make soak).
LEARNED := tests/test_cases.py tests/test_sample.py tests/apart tests/test_flow.py tests/test_settings.py

# Native libraries use one thread each: sayso runs documents in parallel, not matrices.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.PHONY: fuzz sbom wheel help setup run test quick check evaluate bench soak reference scores lock train clean
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.ready ## build .venv from the lock file and the local gazetteer index

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) tools/check_python.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/sayso load gazetteer
	@touch $@

run: setup ## read the sample corpus into out/sample.db, list its incidents, show the dossier of one
	@mkdir -p out
	$(BIN)/sayso read src/sayso/sample --store out/sample.db
	$(BIN)/sayso incidents out/sample.db
	$(BIN)/sayso show out/sample.db dahyan-first --dossier

test: setup check ## style, types, layers, and all tests but those of make soak
	$(BIN)/python -m pytest -n 3 --dist worksteal
	SAYSO_ATTRIBUTION=balanced $(BIN)/python -m pytest -n 3 --dist worksteal $(LEARNED)

quick: setup ## the tests that take no model
	$(BIN)/python -m pytest -m "not model and not slow and not soak"

check: setup ## ruff, mypy --strict, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

evaluate: setup ## score every gold set found in DATA=../shared/data, and our own sentences
	$(BIN)/sayso evaluate all $(DATA) tests

bench: setup ## words a second: the parse alone and the whole pipeline, same documents, same run
	$(BIN)/python bench/speed.py

soak: setup ## what is too long for make test: the accurate setting, memory, hundreds of kills, hostile inputs at length
	$(BIN)/python bench/memory.py
	SAYSO_ATTRIBUTION=accurate $(BIN)/python -m pytest -n 2 --dist worksteal $(LEARNED)
	$(BIN)/python bench/kills.py --new --kills 30 --real 10
	$(BIN)/python -m pytest -m soak

fuzz: setup ## fuzz ingest, times, figures and numbers: SECONDS=60 for each target, TARGETS="times page" or all
	$(BIN)/python -m tools.fuzz $(SECONDS) $(TARGETS)

sbom: setup ## review the lock, and list what sayso is built from (CycloneDX) in out/sbom.json
	@mkdir -p out
	$(BIN)/python -m tools.review_lock
	$(BIN)/python -m tools.write_sbom out/sbom.json

wheel: setup ## build the wheel into dist/, the same bytes each time, and print its digest
	SOURCE_DATE_EPOCH=$(EPOCH) $(BIN)/python -m hatchling build -t wheel
	@sha256sum dist/sayso-*.whl

reference: setup ## write the references and the pictures in docs/ anew from the code
	$(BIN)/python tools/write_model_reference.py
	$(BIN)/python tools/write_sources.py
	$(BIN)/python tools/write_datasette_metadata.py
	$(BIN)/python tools/write_screenshot.py togoga-army.html dahyan-first
	$(BIN)/python tools/write_plot.py

scores: setup ## measure everything and write docs/scores.md (needs DATA)
	@mkdir -p out
	$(BIN)/sayso evaluate all $(DATA) tests --json > out/scores.json
	$(BIN)/python tools/write_scores.py out/scores.json

lock: ## write requirements.lock anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

train: ## train all that reads anew (needs DATA and Python 3.11; some six hours on one core)
	sh tools/train_joint.sh $(DATA)

clean: ## remove what was built
	rm -rf .venv out build dist
