# The only door in. Needs Python 3.11 or newer, make and git.
.DEFAULT_GOAL := list
.PHONY: list run test check bench bench-text bench-ingest bench-pages torture train docs lock messages setup setup-test clean
PY := .venv/bin/python
ARGS ?=
unexport PYTHONDONTWRITEBYTECODE  # it makes every process compile Django and numba again, which takes 2 s

list:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

run: setup  ## set up, load the sample workspace on the first start, and serve Regard (PORT=8000)
	@exec .venv/bin/regard run $(if $(PORT),--port $(PORT)) $(ARGS)

test: setup-test  ## set up and pass the tests (ARGS="-k name" for some of them)
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

check: setup-test  ## format, lint, types, import contracts, translations, reference
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy regard
	@.venv/bin/lint-imports
	@$(PY) tools/messages.py check
	@$(PY) tools/reference.py check
	@$(PY) -W ignore -m django makemigrations --check --dry-run --settings regard.web.settings

bench: setup-test  ## run the benchmarks; each prints its ratios
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(PY) $$file || exit 1; done

bench-text: setup-test  ## the text engine beside its named peers (they are installed for it)
	@.venv/bin/uv pip install --quiet --group peers
	@$(PY) benchmarks/text.py

bench-ingest: setup-test  ## answers a second, beside a bare Django view (SECONDS=10 CROWD=30)
	@$(PY) benchmarks/ingest.py $(or $(SECONDS),10) $(or $(CROWD),30)

bench-pages: setup-test  ## the pages over many records: p95, statements, bytes (ROWS=1000000)
	@$(PY) benchmarks/pages.py $(or $(ROWS),1000000)

torture: setup-test  ## kill the server and cut the power while people answer (ROUNDS=20)
	@$(PY) tools/torture.py $(or $(ROUNDS),20)

train: setup-test  ## train the text engine on the public sets in DATA=folder (CORRECTIONS=file)
	@$(PY) -m regard.perception.text.training $(DATA) $(if $(CORRECTIONS),--corrections $(CORRECTIONS))

docs: setup-test  ## write the reference pages that are made from the code, and run the tutorials
	@$(PY) tools/reference.py
	@$(PY) tools/tutorials.py

messages: setup-test  ## extract and compile the translations
	@$(PY) tools/messages.py update

lock: setup-test  ## resolve the dependencies of pyproject.toml again into the locks
	@.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements.lock
	@.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --group dev --generate-hashes --no-header --no-annotate --quiet -o requirements-dev.lock
	@.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --extra spark -c requirements-dev.lock --generate-hashes --no-header --no-annotate --quiet -o requirements-spark.lock

setup:
	@sh tools/setup run

setup-test:
	@sh tools/setup test

clean:  ## remove the environment (the data in var/ stays)
	rm -rf .venv
