# make run | dev | test | check: each works on a fresh machine and takes seconds the second time.
PORT ?= 8000
SITE_URL ?= http://127.0.0.1:$(PORT)
# Where the tests find a PostgreSQL server; where there is none, they say that its part is skipped.
TEST_POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres
BIN := .venv/bin
export SITE_URL

.PHONY: run dev test check browser install

run: install
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py import_articles --if-empty
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@echo
	@echo "  The timeline      $(SITE_URL)/"
	@echo "  The admin         $(SITE_URL)/admin/"
	@echo "  An account        $(BIN)/python manage.py createsuperuser"
	@echo "  Stop with Ctrl-C."
	@echo
	@# One worker beside the server: whichever way the server ends, the worker ends with it.
	@$(BIN)/python manage.py worker --with-parent $$$$ --verbosity 0 & worker=$$!; \
	$(BIN)/gunicorn newsroom.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --forwarder-headers "" --log-level warning & \
	server=$$!; stop() { kill -TERM $$server $$worker 2>/dev/null; }; \
	trap 'stop; wait; exit 0' INT TERM; wait $$server; ended=$$?; stop; wait; exit $$ended

dev: export DEBUG = 1
dev: install
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py import_articles --if-empty
	@$(BIN)/python manage.py worker --with-parent $$$$ & exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: .venv/.for-tests browser
	$(BIN)/python -m pytest -n 2
	@if $(BIN)/python -m tests.postgres "$(TEST_POSTGRES_URL)"; then \
	  DATABASE_URL="$(TEST_POSTGRES_URL)" $(BIN)/python -m pytest -n 2 -m "not browser" --ignore=tests/dates; fi

check: .venv/.for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/lint-imports
	SITE_URL=https://timeline.example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

# The browser tests drive Debian's Chromium; only root can install it.
browser:
	@command -v chromium >/dev/null || test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null || \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null)

install: .venv/.to-run

.venv/bin/python:
	python3 -m venv .venv

.venv/.to-run: requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.for-tests: requirements.txt requirements-dev.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/.to-run
